import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openAsking} from '../../source/commands/begin-plainly.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {Occupied} from '../../source/session/occupied.ts';
import {openSession} from '../../source/session/open-session.ts';
import {plainNews} from '../../source/session/plain/plain-report.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {AnotherHadIt} from '../../source/session/who-goes-on.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

const note = 'hold the freeze until EU answers';

/** Nina's walk, left; `to`: she has handed it over. */
async function leftBy(t: AfterTest, to?: string): Promise<{place: ReturnType<typeof workplace>; session: string}> {
  const place = workplace(await temporaryFolder(t));
  const {conductor, close} = await openSession(place, {runbook: 'stage-b-rehearsal', environment: 'practice', operator: 'Nina', mode: 'plain'});
  if (to !== undefined) conductor.record({kind: 'hand over', to, note});
  conductor.record({kind: 'leave', reason: 'left by the operator'});
  await close();
  return {place, session: conductor.session.id};
}

const speaks = ({conductor}: HeldSession): string => conductor.session.operator;

describe('who goes on with a session that was handed over', () => {
  it('has to be said where only the name of another is remembered, and nothing is written before', async t => {
    const {place, session} = await leftBy(t, 'Omar');
    const refused = await resumeSession(place, {session, operator: 'Nina', guessed: true}).catch((error: unknown) => error);
    if (!(refused instanceof AnotherHadIt)) throw refused;
    const {operator, handed} = refused.last;
    assert.deepEqual([operator, handed?.from, handed?.note], ['Omar', 'Nina', note]);
    const open = await resumeSession(place, {session, operator: 'Omar'});
    assert.deepEqual([speaks(open), open.conductor.session.lines], ['Omar', 4]);
    await open.close();
  });

  it('need not be said by whoever had it last, however the name is written, nor by who has said who they are', async t => {
    const {place, session} = await leftBy(t, 'Omar');
    for (const [operator, guessed] of [['omar', true], ['Nina', undefined]] as const) {
      const open = await resumeSession(place, {session, operator, ...(guessed && {guessed})});
      assert.equal(speaks(open), operator);
      await open.close();
    }
  });

  it('has to be said as well where it was only left', async t => {
    const {place, session} = await leftBy(t);
    await assert.rejects(resumeSession(place, {session, operator: 'Omar', guessed: true}), (error: AnotherHadIt) => error instanceof AnotherHadIt && error.last.operator === 'Nina' && error.last.handed === undefined);
  });

  it('reads what was handed over with it before anything else', async t => {
    const {place, session} = await leftBy(t, 'Omar');
    const open = await resumeSession(place, {session, operator: 'Omar'});
    await open.close();
    assert.match(plainNews(open.conductor.session).join('\n'), new RegExp(`^HANDED OVER by Nina to Omar, at 2025-11-20T09:00:00Z: ${note}$`));
  });
});

describe('at plain lines who goes on is asked in one line', () => {
  const answers: ReadonlyArray<[typed: Array<string | undefined>, speaks: string | undefined]> = [
    [['', ' ', 'Omar'], 'Omar'],
    [['Ada'], 'Ada'],
    [['...', 'Ada'], 'Ada'],
    [[undefined], undefined],
  ];
  for (const [typed, expected] of answers) {
    it(`${JSON.stringify(typed)} is ${expected ?? 'nobody'}`, async t => {
      const {place, session} = await leftBy(t, 'Omar');
      const said: string[] = [];
      const rest = [...typed];
      const read = async (prompt: string): Promise<string | undefined> => (said.push(prompt), rest.shift());
      const lines = {print: (text: string) => void said.push(text), read, type: read};
      const open = await openAsking({place, operator: 'Nina', withLines: work => work(lines)}, ({operator}) => resumeSession(place, {session, operator: operator ?? 'Nina', ...(operator === undefined && {guessed: true as const})}));
      await open?.close();
      assert.equal(open && speaks(open), expected);
      assert.deepEqual(said.slice(0, 2), [`Omar had it last. Nina wrote when handing it over: ${note}`, 'Who goes on? What follows is recorded under that name: ']);
    });
  }
});

describe('who goes on with the walk that is there where another was to be begun', () => {
  const choices = 'g go on with it, w watch it, b begin beside it, q leave: ';
  const name = 'Who goes on? What follows is recorded under that name: ';
  const ways: ReadonlyArray<[what: string, named: string | undefined, asked: string[]]> = [
    ['was said on the command line', 'Ada', [choices]],
    ['is asked where nobody was named there', undefined, [choices, name]],
  ];
  for (const [what, named, asked] of ways) {
    it(what, async t => {
      const {place, session} = await leftBy(t);
      const prompts: string[] = [];
      const read = async (prompt: string) => (prompts.push(prompt), prompt === choices ? 'g' : 'Ada');
      const open = await openAsking({place, operator: named ?? 'Omar', named, withLines: work => work({print: () => {}, read, type: read})}, async () => {
        throw new Occupied('practice', [{session, says: 'Nina left it', state: 'left'}]);
      });
      await open?.close();
      assert.deepEqual([open && speaks(open), prompts], ['Ada', asked]);
    });
  }
});
