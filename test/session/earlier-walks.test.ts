import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {earlierWalks} from '../../source/session/earlier-walks.ts';
import {readJournal} from '../../source/journal/read-journal.ts';
import {jsonLine} from '../../source/json.ts';
import {bodies} from '../worlds/bodies.ts';
import {closes, looks, runbookOf, smokes} from '../worlds/practice-session.ts';
import {closing} from '../worlds/recorded.ts';
import {Scribe, type Members} from '../worlds/scribe.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const runbook = runbookOf({look: looks, smoke: smokes, close: closes});
const page = '# The drill\n\n## 1. Look\n\nLook at all of it.\n';
const now = '# The drill\n\n## 1. Look\n\nLook twice at all of it.\n\n';

type Change = {session?: string; class?: string; environment?: string; operator?: string; page?: string; drill?: Members; closed?: Members | 'open'; outcome?: string; facts?: string};

/** A walk that was completed in rehearsal-eu by jonas, but for what is changed. */
function walked(root: string, {session = '20251118T090000Z-drill-0001', environment = 'rehearsal-eu', closed = {}, ...change}: Change = {}): Scribe {
  const scribe = new Scribe(session, change.class ?? 'rehearsal');
  scribe.operator = change.operator ?? 'jonas';
  const opening = bodies['session.opened'];
  const result = scribe.keep(change.facts ?? jsonLine({ledger: {appended: 3}, session: {id: 'op-51aa'}, internal: 'x'}));
  scribe.line('session.opened', {
    ...opening,
    runbook: {...opening.runbook, sha256: scribe.keep(change.page ?? page).sha256},
    environment: {...opening.environment, name: environment},
    ...(change.drill && {drill: change.drill}),
  });
  scribe.line('step.started', {...bodies['step.started'], step: 'smoke'});
  scribe.line('step.finished', {...bodies['step.finished'], step: 'smoke', outcome: change.outcome ?? 'done', milliseconds: 40, evidence: [result], next: 'close'});
  if (closed !== 'open') closing(scribe, {verdict: 'completed', environment, ...closed});
  scribe.write(join(root, 'logs', scribe.class === 'practice' ? 'practice' : 'sessions'));
  return scribe;
}

/** What mara sees who walks it in rehearsal-eu today; the page is another one by now. */
function today(root: string, change: Change = {}): ReturnType<typeof earlierWalks> {
  const scribe = walked(root, {session: '20251120T090000Z-drill-0009', operator: 'mara', page: now, closed: 'open', ...change});
  const folder = join(root, 'logs', scribe.class === 'practice' ? 'practice' : 'sessions', scribe.session);
  const reading = readJournal(folder);
  assert.ok(reading.ok);
  return earlierWalks([root, root], {session: reading.session, runbook, folder});
}

describe('The last good walk', () => {
  const cases: ReadonlyArray<[what: string, before: Change[], last: string | undefined, mine?: Change]> = [
    ['is there where one was completed here', [{}], '0001'],
    ['is the newest of them', [{}, {session: '20251119T090000Z-drill-0002'}], '0002'],
    ['is none where none was', [], undefined],
    ['is not one that was stopped, nor one that is open', [{closed: {verdict: 'stopped'}}, {session: '20251119T090000Z-drill-0002', closed: 'open'}], undefined],
    ['is not one of another environment', [{}, {session: '20251119T090000Z-drill-0002', environment: 'rehearsal-us'}], '0001'],
    ['is not one of another class', [{class: 'practice'}, {class: 'live', session: '20251119T090000Z-drill-0002'}], undefined],
    ['is not one of another runbook', [{session: '20251119T090000Z-cold-drill-0002'}], undefined],
    ['is not a drill', [{class: 'practice', drill: {id: 'x', title: 'X'}}], undefined, {class: 'practice'}],
    ['is not looked for in a drill', [{class: 'practice'}], undefined, {class: 'practice', drill: {id: 'x', title: 'X'}}],
    ['is not one that was opened later', [{session: '20251121T090000Z-drill-0002'}], undefined],
    ['is told by its journal where its end does not name the environment', [{closed: {environment: undefined}}], '0001'],
  ];
  for (const [what, before, last, mine] of cases) {
    it(what, async t => {
      const root = await temporaryFolder(t);
      for (const change of before) walked(root, change);
      const earlier = today(root, mine);
      assert.equal(earlier.last?.session.slice(-4), last);
      assert.deepEqual(earlier.unread, []);
    });
  }

  it('says what its steps found that went well, as far as it is a fact that pages may test', async t => {
    const root = await temporaryFolder(t);
    walked(root);
    assert.deepEqual(today(root).last?.steps, {smoke: {milliseconds: 40, proofs: bodies['step.finished'].proofs, facts: {'ledger.appended': '3', 'session.id': 'op-51aa'}}});
    walked(root, {session: '20251119T090000Z-drill-0002', outcome: 'failed'});
    assert.deepEqual(today(root).last?.steps, {});
    walked(root, {session: '20251119T090000Z-drill-0003', facts: 'no JSON'});
    assert.deepEqual(today(root).last?.steps.smoke?.facts, {});
  });

  it('never is one that cannot be read, and says so', async t => {
    const root = await temporaryFolder(t);
    walked(root);
    const broken = walked(root, {session: '20251119T090000Z-drill-0002'});
    const path = join(root, 'logs', 'sessions', broken.session, 'journal.jsonl');
    writeFileSync(path, (broken.files['journal.jsonl'] ?? assert.fail()).toString().replace('"milliseconds":40', '"milliseconds":41'));
    const {last, unread} = today(root);
    assert.equal(last?.session.slice(-4), '0001');
    assert.match(unread.join(), /^20251119T090000Z-drill-0002: journal\.jsonl: line 4: its prev is not/);
  });

  for (const [what, damage] of [
    ['another letter in it', (last: string) => last.replace('"type":"session.closed"', '"type:"session.closed"')],
    ['bytes that are no text', (last: string) => last.replace('completed', '\xff\xfe')],
  ] as const) {
    it(`never is one whose last line is damaged, ${what}, and says so`, async t => {
      const root = await temporaryFolder(t);
      walked(root);
      const broken = walked(root, {session: '20251119T090000Z-drill-0002'});
      const lines = (broken.files['journal.jsonl'] ?? assert.fail()).toString('latin1').trimEnd().split('\n');
      const whole = [...lines.slice(0, -1), damage(lines.at(-1) ?? '')].join('\n');
      writeFileSync(join(root, 'logs', 'sessions', broken.session, 'journal.jsonl'), `${whole}\n`, 'latin1');
      const {last, unread} = today(root);
      assert.equal(last?.session.slice(-4), '0001');
      assert.match(unread.join(), /^20251119T090000Z-drill-0002: journal\.jsonl: line 4: /);
    });
  }

  for (const [what, newer] of [['of practice', {class: 'practice'}], ['of another environment', {environment: 'rehearsal-us'}]] as const) {
    it(`is found behind thirty newer ones ${what}`, async t => {
      const root = await temporaryFolder(t);
      walked(root, {session: '20251101T090000Z-drill-0001'});
      for (let minute = 10; minute < 40; minute += 1) walked(root, {session: `20251119T09${minute}00Z-drill-0002`, ...newer});
      assert.equal(today(root).last?.session.slice(-4), '0001');
    });
  }

  it('is found behind folders that hold no journal', async t => {
    const root = await temporaryFolder(t);
    walked(root, {session: '20251101T090000Z-drill-0001'});
    for (let day = 10; day < 34; day += 1) mkdirSync(join(root, 'logs', 'sessions', `202511${String(day).padStart(2, '0')}T000000Z-drill-00aa`), {recursive: true});
    assert.notEqual(today(root).last, undefined);
  });
});

describe('The page as its operator walked it last', () => {
  const cases: ReadonlyArray<[what: string, before: Change[], at: boolean]> = [
    ['is another', [{operator: 'mara'}], true],
    ['is another, wherever that was and however it ended', [{operator: 'mara', class: 'practice', closed: 'open'}], true],
    ['is the same by now', [{operator: 'mara'}, {operator: 'mara', session: '20251119T090000Z-drill-0002', page: now}], false],
    ['is the same but for empty lines', [{operator: 'mara', page: now.trim()}], false],
    ['was walked by somebody else', [{operator: 'jonas'}], false],
  ];
  for (const [what, before, changed] of cases) {
    it(what, async t => {
      const root = await temporaryFolder(t);
      for (const change of before) walked(root, change);
      const changes = today(root).page?.changes.map(({kind, at, text}) => `${kind} ${at} ${text}`);
      assert.deepEqual(changes, changed ? ['gone 5 Look at all of it.', 'new 5 Look twice at all of it.'] : undefined);
    });
  }
});
