import {Box, Text} from 'ink';
import {Item} from 'ink-select-input';
import type {DisplayText} from '../../display.ts';
import {fit} from './line.ts';
import type {View} from './view.ts';

/**
 * A list with one row selected, drawn with a part of ink-select-input; its pointer is no ASCII, so the
 * theme's stands in. Keys go through the reducer and not through the package's own input: two keys in
 * one read would choose the wrong row there.
 */
export function Choices({labels, selected, view}: {labels: readonly DisplayText[]; selected: number; view: View}) {
  const {columns, rows, symbols} = view;
  const first = Math.max(0, Math.min(selected - Math.floor(rows / 2), labels.length - rows));
  return (
    <Box flexDirection="column" paddingLeft={1}>
      {labels.slice(first, first + rows).map((label, index) => (
        <Box key={first + index}>
          <Text color="blue">{first + index === selected ? symbols.current : ' '} </Text>
          <Item isSelected={first + index === selected} label={fit(label, columns - 4, symbols.cut)} />
        </Box>
      ))}
    </Box>
  );
}
