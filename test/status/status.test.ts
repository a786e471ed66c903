import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Body, JournalEvent} from '../../source/journal/event.ts';
import {replay} from '../../source/journal/session.ts';
import {whyNotWell, statusOf, type EnvironmentStatus, type Told, type UnreadWalk, type WalkTold} from '../../source/status/status.ts';
import {statusRows} from '../../source/status/status-rows.ts';
import type {NoEnd} from '../../source/ledger/window-end.ts';
import {backBy, dayTime, offText, spanText} from '../../source/status/status-text.ts';
import {walkFacts} from '../../source/status/walk-facts.ts';
import {hour, minute} from '../../source/time.ts';
import {openedBody} from '../worlds/bodies.ts';

const now = Date.parse('2025-11-20T15:04:00Z');
const root = '/ops';

type Line = {at: string; type: JournalEvent['type']; body: object};

const opened = (at: string, change: Partial<Body<'session.opened'>> = {}): Line => ({
  at,
  type: 'session.opened',
  body: {...openedBody, steps: ['freeze', 'wait', 'restore'].map(id => ({id, title: `The ${id} step`})), environment: {...openedBody.environment, name: 'rehearsal-eu'}, ...change},
});
const begun = (at: string, step: string, value?: string): Line => ({
  at,
  type: 'step.started',
  body: {step, attempt: 1, effect: value === undefined ? 'reads' : 'changes', changes: null, action: value === undefined ? {name: 'route.probe', parameters: []} : {name: 'toggle.set', parameters: ['ABZU_USE_MCP', value]}, confirmed: null, ledger: {bytes: 0}},
});
const proof = (text: string, found: string, state = 'holds'): object => ({text, state, expected: found, found});
const ended = (at: string, step: string, outcome: string, proofs: object[] = [], next: string | null = null): Line => ({
  at,
  type: 'step.finished',
  body: {step, attempt: 1, outcome, milliseconds: 1, proofs, failure: null, evidence: [], receipt: null, ledger: null, next},
});
const reads = (at: string, step: string, name: string, parameters: string[] = []): Line => {
  const {body, ...line} = begun(at, step);
  return {...line, body: {...body, action: {name, parameters}}};
};
const settled = (at: string, step: string, settlement: string, probe: string | null = null, probedAt?: string): Line => ({at, type: 'step.settled', body: {step, settlement, note: 'I looked', probe, ...(probedAt !== undefined && {probed_at: probedAt}), next: null}});
const resumed = (at: string, found?: string, source = 'op.env'): Line => ({at, type: 'session.resumed', body: {tool: {name: 'mcp-runbook', version: '1'}, host: 'h', ledger: {bytes: 0, sha256: '', verdict: 'unchanged'}, ...(found !== undefined && {toggles: [{name: 'ABZU_USE_MCP', found, source}]})}});
const closed = (at: string): Line => ({at, type: 'session.closed', body: {verdict: 'completed', reason: null, steps: {done: 1, failed: 0, skipped: 0, unknown: 0, open: 0}, digest: ''}});

const today = (clock: string): string => `2025-11-20T${clock}:00Z`;

function walk(lines: Line[], {session = 'one', operator = 'mara', held = false} = {}): WalkTold {
  const events = lines.map((line, seq) => ({v: 1, session, seq, prev: '', operator, class: 'rehearsal', ...line}) as unknown as JournalEvent);
  const replayed = replay(events);
  if (!replayed) throw new Error('no walk');
  return {...walkFacts(replayed, events), root, held, holder: undefined};
}

function status(walks: WalkTold[], change: Partial<Told> = {}): EnvironmentStatus {
  const told: Told = {environments: [{name: 'rehearsal-eu', class: 'rehearsal', root}], walks, unread: [], ledgers: new Map(), ...change};
  const [first] = statusOf(told, now);
  if (!first) throw new Error('no environment');
  return first;
}

const toggleIn = ({toggle}: EnvironmentStatus): string => ('unknown' in toggle ? `not known: ${toggle.unknown}` : `${toggle.value} ${toggle.how} ${toggle.seen.session} ${toggle.seen.at.slice(11, 16)}`);
const routeIn = ({route}: EnvironmentStatus): string => ('unknown' in route ? `not known: ${route.unknown}` : route.value);

const freeze = [opened(today('14:00')), begun(today('14:19'), 'freeze', '0'), ended(today('14:20'), 'freeze', 'done', [proof('deployment.read ABZU_USE_MCP is not 1', '0'), proof('route.probe = legacy', 'legacy')], 'wait')];
const restore = [...freeze, begun(today('14:40'), 'restore', '1'), ended(today('14:41'), 'restore', 'done', [proof('route.probe = mcp', 'mcp')]), closed(today('14:42'))];
const shell = {toggles: [{name: 'ABZU_USE_MCP', found: '1', source: 'this shell'}]};

/** Whoever restored was cut off, and said afterwards what came of it; `first`: how the walk was opened. */
const cutOff = (settlement: string, probe: string | null = null, first: Partial<Body<'session.opened'>> = {}, probedAt?: string): Line[] => [opened(today('14:00'), first), ...freeze.slice(1), begun(today('14:40'), 'restore', '1'), resumed(today('14:45')), settled(today('14:46'), 'restore', settlement, probe, probedAt)];
/** A later step that looks, with its own action or in a proof. */
const looked = (line: Line, text: string, found: string): Line[] => [line, ended(today('14:51'), 'wait', 'done', [proof(text, found)])];
const inStore = (value: string, more: string): string => `ABZU_USE_MCP reads "${value}" now (operator.env), ${more}`;

const toggles: ReadonlyArray<[what: string, walks: WalkTold[], toggle: string, route: string]> = [
  ['is not known where nobody has walked', [], 'not known: no walk here has read it', 'not known: no walk here has asked the service'],
  ['is what a walk has read at its opening', [walk([opened(today('14:00'))])], 'on read one 14:00', 'not known: no walk here has asked the service'],
  ['is off once a freeze was proved', [walk(freeze)], 'off set one 14:20', 'legacy'],
  ['is on once it was restored', [walk(restore)], 'on set one 14:41', 'mcp'],
  ['is not known while a freeze has no outcome', [walk(freeze.slice(0, 2))], 'not known: step 1: The freeze step has no outcome', 'not known: step 1: The freeze step has no outcome'],
  ['is not known, and not on, after a freeze that ended unknown', [walk([...freeze.slice(0, 2), ended(today('14:20'), 'freeze', 'unknown')])], 'not known: step 1: The freeze step ended unknown', 'not known: nobody has looked since step 1: The freeze step set the toggle'],
  ['is what a failed freeze has found', [walk([...freeze.slice(0, 2), ended(today('14:20'), 'freeze', 'failed', [proof('deployment.read ABZU_USE_MCP is not 1', '0'), proof('route.probe = legacy', 'mcp', 'fails')])])], 'off set one 14:20', 'mcp'],
  ['is not known after a failed freeze that found nothing', [walk([...freeze.slice(0, 2), ended(today('14:20'), 'freeze', 'failed')])], 'not known: step 1: The freeze step ended failed', 'not known: nobody has looked since step 1: The freeze step set the toggle'],
  ['is what somebody has settled', [walk([...freeze.slice(0, 2), settled(today('14:30'), 'freeze', 'done')])], 'off settled one 14:30', 'not known: nobody has looked since step 1: The freeze step was settled'],
  ['is as before where it was settled as not done', [walk([...freeze.slice(0, 2), settled(today('14:30'), 'freeze', 'not done')])], 'on read one 14:00', 'not known: no walk here has asked the service'],
  ['is not known where nobody can tell', [walk([...freeze.slice(0, 2), settled(today('14:30'), 'freeze', 'cannot tell')])], 'not known: nobody can tell what step 1: The freeze step has done', 'not known: nobody can tell what step 1: The freeze step has done'],
  ['is as before where a restore was settled as not done and nobody has looked', [walk(cutOff('not done'))], 'off set one 14:20', 'legacy'],
  ['is what the look at the settling has found, whatever was settled as not done', [walk(cutOff('not done', `${inStore('1', 'as the step was to set it: the change is in the store.')} The route is mcp: the answer says route=mcp`))], 'on read one 14:46', 'mcp'],
  ['is off where that look has found it off', [walk(cutOff('not done', `${inStore('0', 'as before the step: the store was not changed.')} The route is legacy: the answer says route=legacy`))], 'off read one 14:46', 'legacy'],
  ['is off where that look has found it not set, and the service did not answer', [walk(cutOff('not done', 'ABZU_USE_MCP is not set now (operator.env); before the step it read "0", and the step was to set "1". The route is unknown: nobody answers'))], 'off read one 14:46', 'not known: the service did not say'],
  ['is as before where that look could not read it', [walk(cutOff('not done', 'ABZU_USE_MCP cannot be read: the command failed. Whether the service has taken it up cannot be seen from here.'))], 'off set one 14:20', 'legacy'],
  ['is what another walk has set since that look, though it was written down later', [walk(cutOff('not done', `${inStore('1', 'as the step was to set it: the change is in the store.')} The route is mcp: the answer says route=mcp`, {}, today('14:45'))), walk([{...opened(today('14:45')), at: '2025-11-20T14:45:20Z'}, {...begun(today('14:45'), 'freeze', '0'), at: '2025-11-20T14:45:30Z'}, {...ended(today('14:45'), 'freeze', 'done', [proof('deployment.read ABZU_USE_MCP is not 1', '0'), proof('route.probe = legacy', 'legacy')], 'wait'), at: '2025-11-20T14:45:40Z'}], {session: 'two'})], 'off set two 14:45', 'legacy'],
  ['is what was settled as done, and the route what that look has found', [walk(cutOff('done', `${inStore('1', 'as the step was to set it: the change is in the store.')} The route is mcp: the answer says route=mcp`))], 'on settled one 14:46', 'mcp'],
  ['is not known where nobody can tell, whatever that look has found', [walk(cutOff('cannot tell', inStore('1', 'as the step was to set it: the change is in the store.')))], 'not known: nobody can tell what step 3: The restore step has done', 'not known: nobody can tell what step 3: The restore step has done'],
  ['is what a later proof has read in the deployment', [walk([...cutOff('not done'), ...looked(begun(today('14:50'), 'wait'), 'MCP is on in the deployment (deployment.read ABZU_USE_MCP = 1)', '1')])], 'on read one 14:51', 'legacy'],
  ['is what it has read there, though this shell has its own value', [walk([...cutOff('not done', null, shell), ...looked(begun(today('14:50'), 'wait'), 'deployment.read ABZU_USE_MCP = 1', '1')])], 'on read one 14:51', 'legacy'],
  ['is not what a later proof reads in this shell', [walk([...cutOff('not done', null, shell), ...looked(begun(today('14:50'), 'wait'), 'toggle.read ABZU_USE_MCP = 1', '1')])], 'off set one 14:20', 'legacy'],
  ['is what a later step has read whose action that is', [walk([...cutOff('not done'), ...looked(reads(today('14:50'), 'wait', 'deployment.read', ['ABZU_USE_MCP']), 'MCP is on (value = 1)', '1')])], 'on read one 14:51', 'legacy'],
  ['is not where it was read', [walk([...cutOff('not done'), ...looked(reads(today('14:50'), 'wait', 'deployment.read', ['ABZU_USE_MCP']), 'source = 1', '1')])], 'off set one 14:20', 'legacy'],
  ['is not another toggle', [walk([...cutOff('not done'), ...looked(reads(today('14:50'), 'wait', 'deployment.read', ['MCP_ROTATION_HINT']), 'value = 1', '1')])], 'off set one 14:20', 'legacy'],
  ['is what a later check of all toggles has found', [walk([...cutOff('not done'), ...looked(reads(today('14:50'), 'wait', 'toggles.check'), 'toggles.ABZU_USE_MCP = 1', '1')])], 'on read one 14:51', 'legacy'],
  ['is what was settled as done until somebody reads otherwise', [walk([...cutOff('done'), ...looked(begun(today('14:50'), 'wait'), 'deployment.read ABZU_USE_MCP = 1', '0')])], 'off read one 14:51', 'not known: nobody has looked since step 3: The restore step was settled'],
  ['is what somebody reads who goes on later', [walk([...cutOff('not done'), resumed(today('14:55'), '1')])], 'on read one 14:55', 'legacy'],
  ['is not known while the step that may have set it is not settled, though whoever goes on reads it', [walk([...freeze, begun(today('14:40'), 'restore', '1'), resumed(today('14:45'), '1')])], 'not known: step 3: The restore step has no outcome', 'not known: step 3: The restore step has no outcome'],
  ['is what somebody reads who goes on later where nobody could tell', [walk([...cutOff('cannot tell'), resumed(today('14:55'), '1')])], 'on read one 14:55', 'not known: nobody can tell what step 3: The restore step has done'],
  ['is not what the shell says of whoever goes on later', [walk([...cutOff('not done'), resumed(today('14:55'), '1', 'this shell')])], 'off set one 14:20', 'legacy'],
  ['is what another walk has read before somebody settled that nothing was done', [walk(cutOff('not done')), walk([opened(today('14:43'))], {session: 'two'})], 'on read two 14:43', 'legacy'],
  ['is what the latest of two walks has seen, whichever was opened first', [walk([opened(today('14:30')), closed(today('14:31'))], {session: 'two'}), walk(restore)], 'on set one 14:41', 'mcp'],
  ['is read anew by a later walk', [walk(freeze.slice(0, 2)), walk([opened(today('14:50'))], {session: 'two'})], 'on read two 14:50', 'not known: step 1: The freeze step has no outcome'],
  ['is not what a shell says once a walk has set it', [walk(freeze), walk([opened(today('14:50'), shell)], {session: 'two'})], 'off set one 14:20', 'legacy'],
  ['is what a shell says where nobody has anything better', [walk([opened(today('14:50'), shell)])], 'on read one 14:50', 'not known: no walk here has asked the service'],
  ['is not what was seen elsewhere', [walk([opened(today('14:00'), {environment: {...openedBody.environment, name: 'production'}})])], 'not known: no walk here has read it', 'not known: no walk here has asked the service'],
];

describe('the toggle of an environment', () => {
  for (const [what, walks, toggle, route] of toggles) it(what, () => assert.deepEqual([toggleIn(status(walks)), routeIn(status(walks))], [toggle, route]));
});

it('says of what no step has read that it was read on entering, at the opening of a walk and where it is gone on with', () => {
  const lines = [opened(today('14:00')), resumed(today('14:55'), '1')];
  for (const [count, clock] of [[1, '14:00'], [2, '14:55']] as const) {
    assert.match(JSON.stringify(statusRows(status([walk(lines.slice(0, count))]), now)), new RegExp(`read by mara at ${clock}, on entering`));
  }
});

describe('what cannot be read', () => {
  const hidden = (written: number | undefined): UnreadWalk => ({root, session: 'x', environment: undefined, problem: 'the session x cannot be read', next: 'Correct it.', written});
  const cases: ReadonlyArray<[what: string, unread: UnreadWalk, toggle: string]> = [
    ['makes the toggle unknown', hidden(undefined), 'not known: the session x cannot be read'],
    ['makes it unknown where it was written later', hidden(Date.parse(today('14:21'))), 'not known: the session x cannot be read'],
    ['says nothing where somebody has looked since', hidden(Date.parse(today('14:19'))), 'off set one 14:20'],
    ['says nothing of an environment that is not its own', {...hidden(undefined), environment: 'production'}, 'off set one 14:20'],
    ['says nothing under another root', {...hidden(undefined), root: '/other'}, 'off set one 14:20'],
  ];
  for (const [what, unread, toggle] of cases) it(what, () => assert.equal(toggleIn(status([walk(freeze)], {unread: [unread]})), toggle));

  it('is never none of anything', () => {
    const {smoke, rehearsed} = status([], {unread: [hidden(undefined)]});
    const unread = {unknown: 'the session x cannot be read', next: 'Correct it.'};
    assert.deepEqual([smoke, rehearsed], [unread, unread]);
  });

  it('comes with what makes it known, below the last of those rows that want the same', () => {
    const rows = statusRows(status([]), now);
    assert.deepEqual(rows.filter(({says}) => says.startsWith('not known')).map(({name}) => name), ['MCP', 'route', 'back by', 'gap', 'smoke', 'rehearsed']);
    assert.deepEqual(rows.flatMap(({name, next}) => (next === undefined ? [] : [name])), ['gap', 'rehearsed']);
    const found = {environment: 'rehearsal-eu', at: '', toggle: {unknown: 'it timed out', next: 'Mend it.'}, route: {value: 'mcp', detail: ''} as const};
    assert.deepEqual(statusRows(status([]), now, found).slice(0, 2).map(({next}) => next), ['Mend it.', undefined]);
  });
});

describe('the sentence for MCP that is off', () => {
  const incident = {incident: null};
  const cases: ReadonlyArray<[what: string, walks: WalkTold[], says: string | undefined]> = [
    ['names who set it, since when, and the incident', [walk(freeze)], 'MCP is OFF in rehearsal-eu since 14:20 (44 min, mara, INC-204)'],
    ['names no incident where there is none', [walk([opened(today('14:00'), incident), ...freeze.slice(1)])], 'MCP is OFF in rehearsal-eu since 14:20 (44 min, mara)'],
    ['names the first who set it, not who read it later', [walk(freeze), walk([opened(today('14:50'), {toggles: [{name: 'ABZU_USE_MCP', found: '0', source: 'op.env'}]})], {session: 'two', operator: 'ines'})], 'MCP is OFF in rehearsal-eu since 14:20 (44 min, mara, INC-204)'],
    ['says when it is not known', [walk(freeze.slice(0, 2))], 'MCP is NOT KNOWN in rehearsal-eu since 14:19 (45 min, mara, INC-204): step 1: The freeze step has no outcome'],
    ['names who has set it where a restore ended unknown since, and it was read off after that', [walk([...freeze, closed(today('14:30'))]), walk([opened(today('14:35'), {toggles: [{name: 'ABZU_USE_MCP', found: '0', source: 'op.env'}]}), begun(today('14:40'), 'restore', '1')], {session: 'two', operator: 'jonas'}), walk([opened(today('14:50'), {toggles: [{name: 'ABZU_USE_MCP', found: '0', source: 'op.env'}]})], {session: 'three', operator: 'ines'})], 'MCP is OFF in rehearsal-eu since 14:20 (44 min, mara, INC-204)'],
    ['is not there where it is on', [walk(restore)], undefined],
    ['is not there where no walk has set it', [walk([opened(today('14:50'), {toggles: [{name: 'ABZU_USE_MCP', found: '0', source: 'op.env'}]})])], undefined],
  ];
  for (const [what, walks, says] of cases) it(what, () => assert.equal(offText(status(walks), now), says));

  it('counts time as a person does', () => assert.deepEqual([0, 59 * minute, 27 * hour + 59 * minute, 75 * hour].map(spanText), ['0 min', '59 min', '27 h 59 min', '3 d 3 h']));
});

describe('open walks', () => {
  it('come with who is at them first, with the step and since when', () => {
    const left = walk(freeze, {session: 'left'});
    const held = walk([opened(today('14:50'))], {session: 'held', operator: 'jonas', held: true});
    const shown = status([left, held, walk(restore, {session: 'over'})]).walks.map(({session, operator, step, held: has}) => [session, operator, step?.number, step?.since.slice(11, 16), has]);
    assert.deepEqual(shown, [['held', 'jonas', 1, '14:50', true], ['left', 'mara', 2, '14:20', false]]);
  });
});

describe('by when MCP must be back', () => {
  const ledger = (...ends: Array<number | NoEnd>): Partial<Told> => ({ledgers: new Map([[root, {windows: new Map(ends.map((end, index) => [`connector ${index}`, end])), gaps: {open: []}}]])});
  const ledgers: ReadonlyArray<readonly [what: string, ends: ReadonlyArray<number | NoEnd>, says: string]> = [
    ['was drilled, each', [now + hour, now + 2 * hour], `${dayTime(now + hour)}, 1 h 0 min`],
    ['was drilled, but for one', [now + hour, 'no line'], 'no drill of each'],
    ['was drilled, but for one with lines dated ahead', [now + hour, 'ahead'], 'no drill of each'],
    ['has only lines dated ahead', ['ahead', 'no line'], 'only lines dated ahead'],
    ['has no line', ['no line', 'no line'], 'no drill'],
    ['was not looked through', [now + hour, {among: 5000}], 'not known: connector 1, none of the newest 5000 lines is a drill of it that counts, and no more were looked at'],
  ];
  for (const [what, ends, says] of ledgers) it(`is told of what ${what}`, () => assert.equal(backBy(status([], ledger(...ends)), now).text, says));
});

describe('whether all is well', () => {
  const windows = (ends: number) => ({ledgers: new Map([[root, {windows: new Map([['operator_api', ends]]), gaps: {open: []}}]])});
  const cases: ReadonlyArray<[what: string, walks: WalkTold[], ends: number, why: string[]]> = [
    ['it is where MCP is on and the windows are open', [walk(restore)], now + hour, []],
    ['it is not where a window is over', [walk(restore)], now - 1, ['the 48 hours of operator_api are over']],
    ['it is not where MCP is off', [walk(freeze)], now + hour, ['MCP is off', 'operators are on the legacy handlers']],
    ['it is not where nothing is known', [], now + hour, ['whether MCP is on is not known']],
  ];
  const whyNot = (told: Parameters<typeof whyNotWell>[0]): string[] => whyNotWell(told).map(({says}) => says);
  for (const [what, walks, ends, why] of cases) it(what, () => assert.deepEqual(whyNot(status(walks, windows(ends))), why));

  it('it is not where the gaps cannot be read', () => assert.deepEqual(whyNot({...status([walk(restore)], windows(now + hour)), gaps: {unknown: 'it is a folder', next: 'Correct it.'}}), ['which gaps are open is not known']));
});
