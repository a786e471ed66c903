import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {openSession} from '../../source/session/open-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {plainDriver} from '../../source/session/plain/driver.ts';
import {readJournal} from '../../source/journal/read-journal.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {walk} from '../../source/walk/walk.ts';
import {waysFrom} from '../../source/walk/ways.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {typist} from '../people/typist.ts';
import {workplace} from '../worlds/workplace.ts';

const offered = 'r run, n note, i incident, h hint, s skip, w other ways, q leave: ';
const none = 'r run, n note, i incident, s skip, w other ways, q leave: ';

type Walked = {screen: string; left: readonly string[]; events: JournalEvent[]};

async function typing(open: HeldSession, typed: readonly string[]): Promise<Walked> {
  const {lines, screen, left} = typist(typed);
  await walk(open.conductor, plainDriver(lines, {drill: open.drill}), new AbortController().signal);
  const events: JournalEvent[] = [];
  readJournal(open.conductor.folder, event => events.push(event));
  return {screen: screen(), left, events};
}

/** A drill in which nobody answers at the gateway, and a person at a line-based terminal. */
async function drill(t: AfterTest): Promise<{open: HeldSession; again: () => Promise<HeldSession>}> {
  const place = workplace(await temporaryFolder(t), {clock: systemClock});
  const open = await openSession(place, {operator: 'mara', runbook: 'stage-b-rehearsal', environment: 'practice', mode: 'plain', drill: 'gateway-refused'});
  const again = async (): Promise<HeldSession> => {
    await open.close();
    const resumed = await resumeSession(place, {operator: 'mara', session: open.conductor.session.id});
    t.after(() => resumed.close());
    return resumed;
  };
  return {open, again};
}

const hintsOf = ({drill}: HeldSession): string[] => (drill?.hints ?? []).map(({text}) => text);

const closed = ({conductor: {session}}: HeldSession): unknown[] => [session.closed?.verdict, session.closed?.reason];

const taken = ({events}: Walked): unknown[] => events.flatMap(({type, body}) => (type === 'hint.taken' ? [[body.step, body.number, body.text]] : []));

describe('a drill in plain lines', () => {
  it('begins with its story, and tells nothing else of what is to come', async t => {
    const {open} = await drill(t);
    t.after(() => open.close());
    const {screen} = await typing(open, ['q']);
    assert.match(screen, /^DRILL Nobody at home, easy\nThe rehearsal is due at nine\. [^\n]+\nh asks for a hint; each costs 5 points\.\nStep 1 of 7: /);
    for (const text of [...hintsOf(open), 'refused', 'escalated']) assert.ok(!screen.includes(text), text);
  });

  it('gives a hint to whoever asks, one after the other, and keeps each as the screens do', async t => {
    const {open} = await drill(t);
    t.after(() => open.close());
    const [first, second] = hintsOf(open);
    const walked = await typing(open, ['h', ' h ', 'h', 'q']);
    assert.deepEqual(taken(walked), [['toggles', 1, first], ['toggles', 2, second]]);
    assert.ok(walked.screen.endsWith([
      `${offered}h`, `  hint 1: ${first}`, `${offered} h `, `  hint 2: ${second}`, `${none}h`, 'Type one of the letters, then enter.',
      `${none}q`, 'Left at step 1: Confirm the toggles: left by the operator. The session is kept.',
    ].join('\n')), walked.screen);
  });

  it('that goes on tells its story once more, with the hints that were paid for', async t => {
    const {open, again} = await drill(t);
    await typing(open, ['h', 'q']);
    const {screen, events} = await typing(await again(), ['q']);
    const [paid = ''] = hintsOf(open);
    assert.match(screen, new RegExp(`^DRILL Nobody at home, easy\\nThe rehearsal [^\\n]+\\nh asks for a hint; [^\\n]+\\n  hint 1: ${RegExp.escape(paid)}\\nStep 1 of 7: `));
    assert.equal(events.filter(({type}) => type === 'hint.taken').length, 1);
  });

  it('may be given up anywhere, for good', async t => {
    const {open} = await drill(t);
    t.after(() => open.close());
    const {runbook, session} = open.conductor;
    const last = waysFrom(runbook, session, 'toggles').length + 2;
    const walked = await typing(open, ['w', String(last), 'Called away.']);
    assert.match(walked.screen, new RegExp(`  ${last - 1} another step, out of order\\n  ${last} end the drill here, to its debrief\\nWhich\\? ${last}\\n`));
    assert.deepEqual([walked.left, closed(open)], [[], ['stopped', 'Called away.']]);
  });

  it('is over when the page says to stop', async t => {
    const {open} = await drill(t);
    t.after(() => open.close());
    const walked = await typing(open, ['w', '1', 'Nobody can reach the file.']);
    assert.match(walked.screen, /\n {2}1 [^\n]+: stop here\n/);
    assert.match(walked.screen, /: stop: Nobody can reach the file\.\nSession stopped: Nobody can reach the file\.$/);
    assert.deepEqual(closed(open), ['stopped', 'Nobody can reach the file.']);
  });

  it('that has no hints offers none', async t => {
    const {open} = await drill(t);
    t.after(() => open.close());
    const {lines, screen} = typist(['h', 'q']);
    await walk(open.conductor, plainDriver(lines, {drill: open.drill && {...open.drill, hints: []}}), new AbortController().signal);
    assert.ok(!screen().includes('hint'), screen());
    assert.equal(open.conductor.session.hints, 0);
  });
});
