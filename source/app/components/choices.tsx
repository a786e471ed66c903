import {Box} from 'ink';
import {Indicator, Item} from 'ink-select-input';

/**
 * A list with one row selected, drawn with the parts of ink-select-input. Keys go through the reducer
 * and not through the package's own input: two keys in one read would choose the wrong row there.
 */
export function Choices({labels, selected, rows}: {labels: readonly string[]; selected: number; rows: number}) {
  const first = Math.max(0, Math.min(selected - Math.floor(rows / 2), labels.length - rows));
  return (
    <Box flexDirection="column" paddingLeft={1}>
      {labels.slice(first, first + rows).map((label, index) => (
        <Box key={label}>
          <Indicator isSelected={first + index === selected} />
          <Item isSelected={first + index === selected} label={label} />
        </Box>
      ))}
    </Box>
  );
}
