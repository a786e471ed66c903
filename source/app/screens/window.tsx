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
  const {rows, blank} = listRows(state);
  const view = {columns: state.size.columns, rows, symbols};
  return (
    <Box flexDirection="column">
      <Text>
        <Text bold> {list.question}</Text>
        {list.labels.length > view.rows ? <Text dimColor>{`  ${list.selected + 1} of ${list.labels.length}`}</Text> : null}
      </Text>
      {blank > 0 ? <Text> </Text> : null}
      <Choices labels={list.labels.map(label => display(label))} selected={list.selected} view={view} />
      <Text> </Text>
    </Box>
  );
}
