import SelectInput from 'ink-select-input';
import type {Line} from '../line.ts';
import {Rows} from '../rows.tsx';

type Shown = {line?: Line; label: string};

/**
 * The rows of a list, drawn by ink-select-input. Its own keys are off: two of them in one read would choose the wrong
 * row there, and a digit would open one at once. Which row is chosen stands in the rows, by our state.
 */
export function Choices({rows}: {rows: readonly Line[]}) {
  const items = rows.map((line, index) => ({key: String(index), label: '', value: index, line}));
  return <SelectInput isFocused={false} items={items} indicatorComponent={Nothing} itemComponent={Row} />;
}

function Nothing() {
  return null;
}

function Row({line = []}: Shown) {
  return <Rows lines={[line]} />;
}
