import type {Section} from './markdown/page-sections.ts';
import type {Finding, Reading} from './problem.ts';
import type {Span} from './schema.ts';

export type FieldReader<Key extends string> = {
  /** Every field of that key that could be read. */
  many<T>(key: Key, reader: (value: Span[], line: number) => Reading<T>): T[];
  /** The one field of that key; more than one is a finding. */
  one<T>(key: Key, reader: (value: Span[], line: number) => Reading<T>): T | undefined;
  /** Where the first field of that key stands, else the heading. */
  lineOf(key: Key): number;
};

/** Reads the fields of a section; what cannot be read becomes a finding. `what` a section is here. */
export function fieldReader<Key extends string>(section: Section, what: 'step' | 'scenario', findings: Finding[]): FieldReader<Key> {
  const fieldsOf = (key: Key): Section['fields'] => section.fields.filter(field => field.key === key);
  const read = <T>(fields: Section['fields'], reader: (value: Span[], line: number) => Reading<T>): T[] => fields.flatMap(({key, line, value}) => {
    const result = reader(value, line);
    if (!result.ok) findings.push({line, field: key, ...result.fault});
    return result.ok ? [result.value] : [];
  });
  return {
    many: (key, reader) => read(fieldsOf(key), reader),
    one: (key, reader) => {
      const [first, ...more] = fieldsOf(key);
      findings.push(...more.map(({line}): Finding => ({line, field: key, rule: 'field-twice', message: `a second ${key}`, expected: `one ${key} for each ${what}`})));
      return first && read([first], reader)[0];
    },
    lineOf: key => fieldsOf(key)[0]?.line ?? section.line,
  };
}
