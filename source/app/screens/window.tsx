import {Box} from 'ink';
import type {State} from '../state/state.ts';
import type {Frame} from './frame.ts';
import {Choices} from './list/choices.tsx';
import {Rows} from './rows.tsx';

/** The whole window. It fills every row, so that a narrower window leaves nothing behind. */
export function Window({state, frame: {header, list, body, footer}}: {state: State; frame: Frame}) {
  const {columns, rows} = state.size;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Rows lines={header} />
      {list ? <Rows lines={list.before} /> : null}
      {list ? <Choices rows={list.rows} /> : null}
      <Rows lines={body} />
      <Rows lines={footer} />
    </Box>
  );
}
