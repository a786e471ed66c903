import type * as z from 'zod/mini';

/** Whether a value parsed from JSON certainly has the shape; false leaves it to the schema. */
export type Shape = (value: unknown) => boolean;

type Definition = {
  type: string;
  checks?: ReadonlyArray<{_zod: {def: object}}>;
  check?: string;
  format?: string;
  shape?: Record<string, z.ZodMiniType>;
  catchall?: z.ZodMiniType;
  element?: z.ZodMiniType;
  innerType?: z.ZodMiniType;
  entries?: Record<string, unknown>;
  values?: readonly unknown[];
};

const unsure: Shape = () => false;

/**
 * A schema's quick answer: no copies and no messages, which is most of what reading a long journal costs.
 * Only what changes no value is understood; of everything else the schema itself has to judge.
 */
export function shapeOf(schema: z.ZodMiniType): Shape {
  const definition = schema._zod.def as unknown as Definition;
  const base = baseOf(definition);
  const checks = (definition.checks ?? []).map(({_zod: {def}}) => checkOf(def));
  return checks.length === 0 ? base : value => base(value) && checks.every(check => check(value));
}

function baseOf({type, check, format, shape, catchall, element, innerType, entries, values}: Definition): Shape {
  switch (type) {
    case 'string':
      return format === undefined ? value => typeof value === 'string' : unsure;
    case 'number':
      return check === 'number_format' && format === 'safeint' ? value => Number.isSafeInteger(value) : unsure;
    case 'enum':
      return membersOf(Object.values(entries ?? {}));
    case 'literal':
      return membersOf(values ?? []);
    case 'boolean':
      return value => typeof value === 'boolean';
    case 'optional':
      return innerType ? orAbsent(shapeOf(innerType)) : unsure;
    case 'nullable':
      return innerType ? orNull(shapeOf(innerType)) : unsure;
    case 'array':
      return element ? listOf(shapeOf(element)) : unsure;
    case 'object':
      // Where other members are dropped or forbidden, the schema does it.
      return shape && catchall?._zod.def.type === 'unknown' ? objectOf(shape) : unsure;
    default:
      return unsure;
  }
}

function checkOf(definition: {check?: string; pattern?: RegExp; value?: unknown; inclusive?: boolean}): Shape {
  const {check, pattern, value: least, inclusive} = definition;
  if (check === 'string_format' && pattern && !pattern.global && !pattern.sticky) return value => pattern.test(value as string);
  if (check === 'greater_than' && typeof least === 'number' && inclusive) return value => (value as number) >= least;
  return unsure;
}

function membersOf(values: readonly unknown[]): Shape {
  return value => values.includes(value);
}

function orNull(shape: Shape): Shape {
  return value => value === null || shape(value);
}

function orAbsent(shape: Shape): Shape {
  return value => value === undefined || shape(value);
}

function listOf(shape: Shape): Shape {
  return value => Array.isArray(value) && value.every(shape);
}

function objectOf(members: Record<string, z.ZodMiniType>): Shape {
  const names = Object.keys(members);
  const shapes = Object.values(members).map(shapeOf);
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return names.every((name, index) => shapes[index]?.((value as Record<string, unknown>)[name]));
  };
}
