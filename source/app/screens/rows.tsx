import {Box, Text} from 'ink';
import {createContext, use} from 'react';
import type {Line} from './line.ts';
import {painted} from './painted.ts';

/** Whether the terminal has colours, and whoever sits there wants them. */
export const Coloured = createContext(true);

/**
 * Rows of displayable text, one terminal row each, never wrapped. Each is one text for Ink: what it does for every run
 * of every row is most of the time between a key and its frame.
 */
export function Rows({lines}: {lines: readonly Line[]}) {
  const coloured = use(Coloured);
  return (
    <Box flexDirection="column">
      {painted(lines, coloured).map((text, row) => (
        <Text key={row} wrap="truncate">
          {text === '' ? ' ' : text}
        </Text>
      ))}
    </Box>
  );
}
