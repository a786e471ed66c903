import {Box, Text} from 'ink';
import type {Line} from './line.ts';
import {lookOf} from './theme.ts';

/** Rows of displayable text, one terminal row each, never wrapped. */
export function Rows({lines}: {lines: readonly Line[]}) {
  return (
    <Box flexDirection="column">
      {lines.map((line, row) => (
        <Text key={row} wrap="truncate">
          {line.length === 0 ? ' ' : line.map(({text, style}, index) => <Text key={index} {...lookOf(style)}>{text}</Text>)}
        </Text>
      ))}
    </Box>
  );
}
