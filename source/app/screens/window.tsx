import {Box, Text} from 'ink';
import {Choices} from '../components/choices.tsx';
import {Rows} from '../components/rows.tsx';
import {display} from '../../display.ts';
import {frameOf, listRows} from '../frame.ts';
import {isTooSmall} from '../mode.ts';
import {pickLabel, picksOf} from '../picks.ts';
import type {State} from '../state.ts';
import type {Symbols} from '../theme.ts';

/** The whole window. It fills every row, so that a narrower window leaves nothing behind. */
export function Window({state, symbols}: {state: State; symbols: Symbols}) {
  const {header, body, footer} = frameOf(state, symbols);
  const {columns, rows} = state.size;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Rows lines={header} />
      {isTooSmall(state.size) ? null : <List state={state} symbols={symbols} />}
      <Rows lines={body} />
      <Rows lines={footer} />
    </Box>
  );
}

function List({state, symbols}: {state: State; symbols: Symbols}) {
  const {screen} = state;
  if (screen.name !== 'picker' && screen.name !== 'environment') return null;
  const picking = screen.name === 'picker';
  const labels = picking
    ? picksOf(state).map(pick => display(pickLabel(pick)))
    : state.environments.map(({name, class: where}) => display(`${symbols.class[where]} ${name === where ? name : `${name} (${where})`}`));
  return (
    <Box flexDirection="column">
      <Text bold> {picking ? 'Which procedure?' : 'Where?'}</Text>
      <Text> </Text>
      <Choices labels={labels} selected={screen.selected} view={{columns: state.size.columns, rows: listRows(state) - 3, symbols}} />
      <Text> </Text>
    </Box>
  );
}
