import {quoted} from './findings.ts';
import {sha256Of} from './read-file.ts';
import {textDamage} from './text-damage.ts';

/** One line's members, their types checked (design, section 8). */
export type LineMembers = {
  session: string;
  seq: number;
  prev: string;
  at: string;
  operator: string;
  class: string;
  type: string;
  body: Readonly<Record<string, unknown>>;
};

export type LineReading = {ok: true; members: LineMembers} | {ok: false; severity: 'tampered' | 'cannot tell'; what: string};

export const knownTypes: ReadonlySet<unknown> = new Set([
  'session.opened', 'step.started', 'step.finished', 'step.looked', 'step.skipped', 'step.settled', 'step.left', 'budget.exceeded', 'incident.named', 'note.added', 'hint.taken', 'evidence.added',
  'approval.given', 'session.paused', 'session.resumed', 'session.handed-over', 'session.recovered', 'session.closed',
]);

const order = 'v,session,seq,prev,at,operator,class,type,body';

const isText = (value: unknown): value is string => typeof value === 'string';
export const isDigest = (value: unknown): value is string => isText(value) && /^[0-9a-f]{64}$/.test(value);
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const forms: ReadonlyArray<{name: keyof LineMembers; fits(value: unknown): boolean; form: string}> = [
  {name: 'session', fits: value => isText(value) && value !== '', form: 'a name'},
  {name: 'seq', fits: isCount, form: 'a whole number'},
  {name: 'prev', fits: isDigest, form: '64 lower-case hex digits'},
  {name: 'at', fits: value => isText(value) && isTime(value), form: 'a time such as 2025-11-20T09:00:00Z'},
  {name: 'operator', fits: isText, form: 'a name'},
  {name: 'class', fits: value => value === 'practice' || value === 'rehearsal' || value === 'live', form: 'practice, rehearsal or live'},
  {name: 'type', fits: isText, form: 'a name'},
  {name: 'body', fits: isObject, form: 'an object'},
];

function isTime(text: string): boolean {
  const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text.slice(0, -1));
}

/** Reads one line without its LF. Whatever our writer cannot have written is found here. */
export function readLine(bytes: Buffer): LineReading {
  const text = bytes.toString('latin1');
  let value: unknown;
  let canonical: string;
  try {
    value = JSON.parse(text);
    canonical = onlyAscii(JSON.stringify(value));
  } catch (error) {
    if (error instanceof SyntaxError) return tampered(textDamage(text) ?? 'The line is not JSON.');
    throw error;
  }
  // Members given twice, other orders of digits, spaces and other escapes all fail to come back the same.
  if (canonical !== text) return tampered(textDamage(text) ?? 'The line is not spelled as this tool spells it: a space, an escape, a number or a doubled member.');
  if (!isObject(value)) return tampered('The line is not an object.');
  if (Object.keys(value).join() !== order) return tampered(`The line's members are not ${order}, in this order.`);
  if (value.v !== 1) return {ok: false, severity: 'cannot tell', what: `The line is of format ${quoted(value.v)}, which this tool does not know.`};
  const wrong = forms.find(({name, fits}) => !fits(value[name]));
  if (wrong) return tampered(`${wrong.name} is not ${wrong.form}.`);
  return {ok: true, members: value as LineMembers};
}

function tampered(what: string): LineReading {
  return {ok: false, severity: 'tampered', what};
}

/** DEL and everything above ASCII as \uXXXX; JSON.stringify escapes the rest. */
function onlyAscii(json: string): string {
  return json.replaceAll(/[\u007F-\uFFFF]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** In a line spelled as above these can only be the last bytes of the body. */
const sealEnd = /"digest":"([0-9a-f]{64})"\}\}$/;

/**
 * No later line pins the closing one, so it pins itself: its body's last member `digest` is the
 * SHA-256 of the line without LF, taken with 64 zeros in the digest's place.
 */
export function sealHolds(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  const digest = sealEnd.exec(text)?.[1];
  return digest !== undefined && sha256Of(text.replace(sealEnd, `"digest":"${'0'.repeat(64)}"}}`)) === digest;
}
