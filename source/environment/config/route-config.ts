import type {RouteConfig} from './environment-config.ts';
import {membersOf, needed, optional, wrong, type Field} from './config-field.ts';
import {commandOf, filledTextOf, textOf, urlOf} from './scalars.ts';

const forms = 'url or command, and what mcp and legacy look like';

/** How a service tells its route: a text in its answer, a field of it, its status, or what a command prints. */
export function routeOf(field: Field): RouteConfig | undefined {
  const members = membersOf(field, ['url', 'command', 'field', 'status', 'mcp', 'legacy'], forms);
  if (!members) return undefined;
  const url = optional(members, 'url', member => urlOf(member, 'an http or https URL without credentials', {query: true}));
  const command = optional(members, 'command', member => commandOf(member));
  const path = optional(members, 'field', fieldPathOf);
  if (members.has('url') === members.has('command')) wrong(field, members.has('url') ? 'both url and command' : 'neither url nor command', forms);
  const onlyOfAnswers = members.get('field') ?? members.get('status');
  if (members.has('command') && onlyOfAnswers) return wrong(onlyOfAnswers, 'a command has no fields and no status', 'mcp and legacy alone beside command');
  if (members.has('status')) return statusRoute(members, url);
  const words = wordsOf(field, members);
  if (!words) return undefined;
  if (!members.has('field') && (words.mcp.includes(words.legacy) || words.legacy.includes(words.mcp))) {
    return wrong(field, 'one of mcp and legacy is part of the other, so that an answer could be both', 'texts that tell the routes apart');
  }
  if (command) return {kind: 'command', command, ...words};
  return url === undefined ? undefined : {kind: 'http', url, looksAt: path === undefined ? {kind: 'text'} : {kind: 'field', path}, ...words};
}

type Words = {mcp: string; legacy: string};

function wordsOf(field: Field, members: ReadonlyMap<string, Field>): Words | undefined {
  const read = (key: string): string | undefined => {
    const expected = `what the answer shows on the ${key} route`;
    const member = needed(field, members, key, expected);
    return member && filledTextOf(member, expected);
  };
  const mcp = read('mcp');
  const legacy = read('legacy');
  if (mcp === undefined || legacy === undefined) return undefined;
  return mcp === legacy ? wrong(field, 'mcp and legacy look the same', 'texts that tell the routes apart') : {mcp, legacy};
}

function statusRoute(members: ReadonlyMap<string, Field>, url: string | undefined): RouteConfig | undefined {
  for (const key of ['field', 'mcp', 'legacy']) {
    const member = members.get(key);
    if (member) wrong(member, 'this and status', 'status alone, or field and texts');
  }
  const status = members.get('status');
  const codes = status && membersOf(status, ['mcp', 'legacy'], 'mcp: and legacy: with a status code each');
  if (!status || !codes) return undefined;
  const [mcp, legacy] = (['mcp', 'legacy'] as const).map(key => {
    const member = needed(status, codes, key, 'a status code');
    return member && statusCodeOf(member);
  });
  if (mcp === undefined || legacy === undefined) return undefined;
  if (mcp === legacy) return wrong(status, `${mcp} for both`, 'codes that tell the routes apart');
  return url === undefined ? undefined : {kind: 'http', url, looksAt: {kind: 'status'}, mcp, legacy};
}

function statusCodeOf(field: Field): string | undefined {
  const expected = 'a status code from 100 to 599';
  const code = textOf(field, expected);
  if (code === undefined || /^[1-5]\d\d$/.test(code)) return code;
  return wrong(field, 'not a status code', expected);
}

function fieldPathOf(field: Field): string | undefined {
  const expected = 'names with dots between, such as routing.mode';
  const path = filledTextOf(field, expected, 200);
  if (path === undefined || path.split('.').every(name => name !== '')) return path;
  return wrong(field, 'an empty name in the path', expected);
}
