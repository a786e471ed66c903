import {mount} from './mount.tsx';
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Box, Text, useInput, usePaste, useWindowSize} from 'ink';
import {useEffect, useState} from 'react';

function Listener() {
  const {columns, rows} = useWindowSize();
  const [heard, setHeard] = useState<string[]>([]);
  const hear = (what: string): void => setHeard(earlier => [...earlier, what]);
  useInput((input, key) => {
    const [name] = Object.entries(key).find(([, pressed]) => pressed === true) ?? [];
    hear(name ?? JSON.stringify(input));
  });
  usePaste(text => hear(`paste(${text})`));
  return (
    <Box width={columns} height={rows} flexDirection="column" borderStyle="round">
      <Text color="red" bold>
        {columns}x{rows}
      </Text>
      <Text>{heard.join(' ')}</Text>
    </Box>
  );
}

test('a mounted screen is what a person would see', async t => {
  const app = await mount(t, <Listener />, [20, 5]);
  const frame = [
    '╭──────────────────╮',
    '│20x5              │',
    '│                  │',
    '│                  │',
    '╰──────────────────╯',
  ];
  assert.equal(app.text(), frame.join('\n'));
  const [digit] = app.terminal.cells()[1]?.slice(1) ?? [];
  assert.deepEqual([digit?.text, digit?.bold, digit?.ink], ['2', true, {kind: 'palette', index: 1}]);
});

test('keys are seen at once, Escape included', async t => {
  const app = await mount(t, <Listener />, [60, 5]);
  await app.press('down', 'escape', 'enter');
  assert.match(app.text(), /downArrow escape return/);
  await app.type('hi');
  assert.match(app.text(), /return "h" "i"/);
});

test('keys in one chunk arrive as one text, a paste as a paste', async t => {
  const app = await mount(t, <Listener />, [60, 5]);
  await app.pressAtOnce('a', 'enter');
  assert.match(app.text(), /"a\\r"/);
  await app.paste('x y');
  assert.match(app.text(), /paste\(x y\)/);
});

test('a new size reaches the screen', async t => {
  const app = await mount(t, <Listener />, [80, 24]);
  await app.resize(60, 16);
  assert.match(app.text(), /60x16/);
  assert.equal(app.text().split('\n').length, 16);
});

test('what comes later is waited for', async t => {
  const {promise: there, resolve: come} = Promise.withResolvers<void>();
  function Late() {
    const [ready, setReady] = useState(false);
    useEffect(() => void there.then(() => setReady(true)), []);
    return <Text>{ready ? 'ready' : 'waiting'}</Text>;
  }
  const app = await mount(t, <Late />);
  assert.equal(app.text(), 'waiting');
  const seen = app.sees('ready');
  come();
  await seen;
});

test('unmounting gives the screen back, and again does nothing', async t => {
  const app = await mount(t, <Text>here</Text>);
  assert.equal(app.terminal.buffer, 'alternate');
  await app.unmount();
  await app.unmount();
  assert.equal(app.terminal.buffer, 'normal');
  assert.equal(app.text(), '');
  assert.ok(app.terminal.cursor.visible);
});
