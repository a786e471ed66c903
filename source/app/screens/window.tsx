import {Box, Text} from 'ink';
import {Choices} from './choices.tsx';
import {Rows} from './rows.tsx';
import {display} from '../../display.ts';
import {listRows, type Frame} from './frame.ts';
import {listOf} from './list.ts';
import {isTooSmall} from '../state/viewed-step.ts';
import type {State} from '../state/state.ts';
import {symbolsFor, type Symbols} from './theme.ts';

/** The whole window. It fills every row, so that a narrower window leaves nothing behind. */
export function Window({state, frame: {header, body, footer}}: {state: State; frame: Frame}) {
  const {columns, rows} = state.size;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Rows lines={header} />
      {isTooSmall(state.size) ? null : <List state={state} symbols={symbolsFor(state)} />}
      <Rows lines={body} />
      <Rows lines={footer} />
    </Box>
  );
}

function List({state, symbols}: {state: State; symbols: Symbols}) {
  const list = listOf(state, symbols);
  if (!list) return null;
  const {rows, blank, off} = listRows(state);
  const {columns} = state.size;
  const labels = list.labels.map(label => display(label));
  const before = list.first?.rows ?? 0;
  const rest = labels.slice(before);
  return (
    <Box flexDirection="column">
      {list.first ? <Text bold> {display(list.first.title)}</Text> : null}
      {off > 0 ? <Choices labels={labels.slice(0, before)} selected={list.selected} view={{columns, rows: off, symbols}} /> : null}
      {list.first ? <Rows lines={list.first.lines} /> : null}
      <Text>
        <Text bold> {list.question}</Text>
        {rest.length > rows && list.selected >= before ? <Text dimColor>{`  ${list.selected - before + 1} of ${rest.length}`}</Text> : null}
      </Text>
      {blank > 0 ? <Text> </Text> : null}
      <Choices labels={rest} selected={list.selected - before} view={{columns, rows, symbols}} />
      <Text> </Text>
    </Box>
  );
}
