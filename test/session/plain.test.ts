import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {FaultName} from '../../source/practice/faults.ts';
import {loadRunbook} from '../../source/runbook/library.ts';
import {actionSignatures} from '../../source/actions/registry.ts';
import {plainDriver} from '../../source/session/plain/driver.ts';
import {plainStep} from '../../source/session/plain/plain-report.ts';
import {minute} from '../../source/time.ts';
import {walk} from '../../source/walk/walk.ts';
import {diskWith} from '../worlds/disk.ts';
import {testClock} from '../worlds/test-clock.ts';
import {
  closes,
  looks,
  practiceSession,
  runbookOf,
  smokes,
  type PracticeSession,
  type SessionSetting,
} from '../worlds/practice-session.ts';
import {theWord, typist} from '../people/typist.ts';

type Walked = PracticeSession & {
  exit: number;
  /** Everything printed and prompted, line by line. */ screen: string;
  /** What was typed and not asked for. */ left: string[];
};

/** A person who types these lines and then nothing more. */
async function typing(t: Parameters<typeof practiceSession>[0], typed: readonly string[], setting: SessionSetting = {}): Promise<Walked> {
  const session = await practiceSession(t, setting);
  const {lines, screen, left} = typist(typed);
  const exit = await walk(session.conductor, plainDriver(lines), new AbortController().signal);
  return {...session, exit, left: [...left], screen: screen()};
}

const written = ({events}: Walked): string[] =>
  events()
    .slice(1)
    .map(({type}) => type);
const only = (step: 'smoke' | 'look' | 'close'): SessionSetting => ({
  runbook: runbookOf({[step]: {smoke: smokes, look: looks, close: closes}[step]}),
});
const incidents = [{incident: 'INC-204', open: true}, {incident: 'INC-199', open: false}];

describe('the incident at a line-based terminal', () => {
  const answers: ReadonlyArray<readonly [typed: string[], incident: string | null]> = [
    [['+'], 'INC-204'],
    [['+2'], 'INC-199'],
    [['2'], '2'],
    [['INC-9'], 'INC-9'],
    [['+3', '+2'], 'INC-199'],
  ];
  for (const [typed, incident] of answers) {
    it(`is ${incident} to whoever types ${typed.join(', then ')}`, async t => {
      const session = await practiceSession(t, {});
      const {lines, screen} = typist(['i', ...typed]);
      await walk(session.conductor, plainDriver(lines, {incidents}), new AbortController().signal);
      assert.equal(session.conductor.session.incident, incident);
      assert.match(screen(), /Worked on here: \+ INC-204 \(open\), \+2 INC-199\nIncident\? enter for none, \+ for INC-204, the last one here: /);
      if (typed.length > 1) assert.match(screen(), /\nNothing here is \+3\.\nIncident\?/);
    });
  }
});

const choices = 'r run, n note, i incident, s skip, w other ways, q leave: ';

describe('a person at a line-based terminal', () => {
  it('reads each step before it is asked, and walks to the end', async t => {
    const walked = await typing(t, ['r', 'r', theWord, 'r', 'y', 'A quiet night.']);
    assert.equal(walked.exit, 0);
    assert.deepEqual(walked.left, []);
    assert.deepEqual(
      walked.screen.split('\n').map(line => line.replaceAll(/\d+ ms|op-[0-9a-f]{4}|(?<=\/\/)127\S+|(?<=in )127\S+|\d{8}T\d{6}Z-drill-\d{4}|[0-9a-f]{8}|(?<=PLAN |practice )[0-9a-f]{4}/g, '~')),
      [
        'Step 1 of 3: The look step',
        'What a person reads.',
        'CHANGES nothing; it only reads',
        'PROOF wrong count = 0',
        `${choices}r`,
        '  ok: ABZU_USE_MCP: 1 (operator.env)',
        '  ok: MCP_GATEWAY_URL: http://~ (practice)',
        '  ok: MCP_CONNECTOR_TOKEN: fingerprint ~ (practice)',
        '  proof holds: wrong count = 0',
        '  done in ~',
        'Step 2 of 3: The smoke step',
        'What a person reads.',
        'CHANGES one heartbeat and three ledger lines',
        'UNDO none',
        'PROOF ledger.appended = 3',
        `${choices}r`,
        'PLAN ~, good until 2025-11-20T09:05:00Z',
        '  heartbeat in ~ to one, after a handshake',
        '  rotation ledger in logs/practice/~/stage_b_rotation_drills.jsonl: from what it has to 3 lines more: operator_api, operator_upload, crown_handshake',
        '  run archive in logs/practice/~/stage_b: to one folder: receipt, telemetry, summary',
        '  POST http://~ as operator_api, with the token of fingerprint ~ (MCP_CONNECTOR_TOKEN)',
        '  POST http://~ once',
        '  append 3 lines to logs/practice/~/stage_b_rotation_drills.jsonl: operator_api, operator_upload, crown_handshake',
        '  keep receipt, telemetry and summary in a new folder of logs/practice/~/stage_b',
        'UNDO none',
        "Type the environment's name, a space and the plan's digits, practice ~: practice ~",
        '  ok: handshake: ~  stage-b-rehearsal (~)',
        '  ok: heartbeat: accepted with status 202 (~)',
        '  ok: ledger: 3 of 3 lines on disk',
        '  ok: doctrine: no failures',
        '  proof holds: ledger.appended = 3',
        '  done in ~',
        'Step 3 of 3: The close step',
        'What a person reads.',
        'CHANGES nothing by the program, which only reads; what the page asks, you do',
        'PROOF all is archived',
        `${choices}r`,
        '  where practice has none, answer as if it were there',
        'Is this so? all is archived (y yes, x no, n not yet): y',
        'What should the next person know? A quiet night.',
        '  note kept: A quiet night.',
        '  proof stated: all is archived: stated, not verified',
        '  done in ~',
        'Session completed.',
      ],
    );
  });

  for (const [what, typed, says] of [
    ['presses Enter', ['r', ''], '; nothing was run.'],
    ['types another word', ['r', 'production'], '; nothing was run.'],
    ['types the word in capitals', ['r', 'PRACTICE'], '; nothing was run.'],
    ['types the word without the digits', ['r', 'practice'], '; nothing was run.'],
    ['types wrong digits', ['r', 'practice zzzz'], '; nothing was run.'],
    ['types the word and a space', ['r', 'practice '], '; nothing was run.'],
    ['says yes', ['r', 'y'], '; nothing was run.'],
    ['presses Enter at the choice', ['', ''], 'Type one of the letters, then enter.'],
    ['types the word at the choice', ['practice'], 'Type one of the letters, then enter.'],
    ['types a capital letter', ['R'], 'Type one of the letters, then enter.'],
  ] as const) {
    it(`runs nothing when they ${what}`, async t => {
      const walked = await typing(t, [...typed, 'q'], only('smoke'));
      assert.ok(walked.screen.includes(says), walked.screen);
      assert.equal(walked.world.gateway.seen.length, 0);
      assert.deepEqual(written(walked), ['session.paused']);
      assert.deepEqual([walked.exit, walked.left], [0, []]);
    });
  }

  it('may ask for the step again after a wrong word', async t => {
    const walked = await typing(t, ['r', 'practise', 'r', theWord], only('smoke'));
    assert.deepEqual(written(walked), ['step.started', 'step.finished', 'session.closed']);
    assert.equal(walked.screen.match(/Step 1 of 1/g)?.length, 1);
  });

  for (const [where, typed, setting, reason] of [
    ['at the choice', [], only('smoke'), 'the input ended'],
    ['at the word', ['r'], only('smoke'), 'the input ended'],
    ['at a note', ['n'], only('smoke'), 'the input ended'],
    ['at a reason', ['s'], only('smoke'), 'the input ended'],
  ] as const) {
    it(`leaves when the input ends ${where}`, async t => {
      const walked = await typing(t, typed, setting);
      assert.deepEqual([walked.exit, walked.world.gateway.seen.length, written(walked)], [0, 0, ['session.paused']]);
      assert.deepEqual(walked.events().at(-1)?.body, {step: 'smoke', reason});
      assert.match(walked.screen, /Left at step 1: The smoke step: the input ended\. The session is kept\.$/);
    });
  }

  it('states nothing by silence: the end of input is no answer', async t => {
    const walked = await typing(t, ['r'], only('close'));
    assert.match(walked.screen, /proof not stated: all is archived: nobody stated it/);
  });

  it('leaves the step open with n, and asks again with it', async t => {
    const walked = await typing(t, ['r', 'n', 'r', 'y', 'calm'], only('close'));
    assert.match(walked.screen, /left open: a question is not answered yet; it is asked again with the step/);
    assert.doesNotMatch(walked.screen, /failed|Why again/);
    assert.match(walked.screen, /Session completed\.$/);
  });

  it('is asked again until the answer is y or x', async t => {
    const walked = await typing(t, ['r', '', 'yes', 'Y', 'x', '', 'q'], only('close'));
    assert.equal(walked.screen.match(/Is this so\?/g)?.length, 4);
    assert.match(
      walked.screen,
      /proof fails: all is archived: the operator said no\n {2}failed in/,
    );
    assert.equal(walked.exit, 0);
  });

  it('keeps notes and reasons, and takes an empty one for a change of mind', async t => {
    const walked = await typing(t, ['n', '', 'n', '  odd light  ', 's', '', 's', 'seen an hour ago'], only('look'));
    assert.deepEqual(
      walked
        .events()
        .slice(1)
        .map(({type, body}) => [type, 'text' in body ? body.text : 'reason' in body ? body.reason : '']),
      [
        ['note.added', 'odd light'],
        ['step.skipped', 'seen an hour ago'],
        ['session.closed', null],
      ],
    );
    assert.match(walked.screen, /note kept: odd light\n/);
    assert.match(walked.screen, /skipped: seen an hour ago\n/);
  });

  it('is told what failed and what to do next, and says what is different after as many tries as the page allows', async t => {
    const runbook = runbookOf({smoke: [...smokes, '**If:** failed -> retry 1, stop']});
    const walked = await typing(t, ['r', theWord, 'r', theWord, 'r', '', 'q'], {runbook, fault: 'refused'});
    assert.match(
      walked.screen,
      / {2}failed: no connection to 127\.0\.0\.1:\d+: nothing accepts connections there \(ECONNREFUSED\)\n {2}next: Check that the gateway runs/,
    );
    assert.match(
      walked.screen,
      /Why again\? What is different now\? \nr run, n note, i incident, s skip, w other ways, q leave: q\nLeft at step \d: The smoke step/,
    );
    assert.deepEqual(written(walked), [
      'step.started',
      'step.finished',
      'step.started',
      'step.finished',
      'session.paused',
    ]);
  });

  const agrees = ['**Kind:** approve', '**Effect:** reads', '**Ask:** Who knows?'];

  it('that needs a second person goes on alone where none is named, with a reason', async t => {
    const walked = await typing(t, ['r', '', 'Nobody is awake.', theWord, 'Nobody.', 'q'], {runbook: runbookOf({agree: agrees, smoke: smokes})});
    assert.match(walked.screen, /\n {2}in practice you may be both: give another name\nA second person reads this plan\. Their name, or nothing and enter to go on alone: \n/);
    const [begun] = walked.events().flatMap(({type, body}) => (type === 'step.started' ? [body] : []));
    assert.deepEqual([begun?.step, begun?.break_glass, walked.left], ['agree', 'Nobody is awake.', []]);
  });

  it('may throw away what was opened by mistake, which is closed and says so', async t => {
    const walked = await typing(t, ['w', '4', 'The wrong procedure.']);
    const {type, body} = walked.events().at(-1) ?? assert.fail();
    assert.partialDeepStrictEqual([type, body], ['session.closed', {verdict: 'stopped', reason: 'The wrong procedure.', thrown_away: true}]);
    assert.deepEqual(walked.left, []);
  });

  it('may close the session for good at a step that failed, and only there, with a reason', async t => {
    const walked = await typing(t, ['w', '5', 'r', theWord, 'w', '5', '', 'w', '5', 'Nobody can reach it.'], {...only('smoke'), fault: 'refused'});
    const menus = walked.screen.split('Which? ').map(page => page.match(/^ {2}\d .*/gm));
    assert.deepEqual(menus.slice(0, 2), [
      ['  1 it was done by other means', '  2 skip the step', '  3 another step, out of order', '  4 throw this session away: nothing was changed in it'],
      ['  1 accept it as done, in spite of what failed', '  2 it was done by other means', '  3 skip the step', '  4 another step, out of order', '  5 end the session here, for good'],
    ]);
    assert.equal(walked.screen.match(/\nNothing was done\.\n/g)?.length, 2);
    assert.match(walked.screen, /\nWhy does it end here\? Nobody can reach it\.\nSession stopped: Nobody can reach it\.$/);
    assert.deepEqual([walked.exit, walked.left, written(walked).at(-1)], [3, [], 'session.closed']);
  });

  for (const [fault, exit, says] of [
    ['dropped-after-sending', 6, /unknown: no answer from .*; whether the gateway took the handshake is unknown/],
    ['unauthenticated', 0, /failed: MCP handshake authentication failed \(3 attempts\)/],
  ] as ReadonlyArray<[FaultName, number, RegExp]>) {
    it(`leaves with ${exit} after ${fault}`, async t => {
      const walked = await typing(t, ['r', theWord, 'q'], {...only('smoke'), fault});
      assert.equal(walked.exit, exit);
      assert.match(walked.screen, says);
    });
  }

  it('is asked once a step is over its budget, and what was typed goes on after that', async t => {
    const clock = testClock();
    const session = await practiceSession(t, {clock, runbook: runbookOf({look: [...looks, '**Budget:** 5m'], close: closes})});
    const {lines, screen, left} = typist(['r', 'x', 'k', 'q']);
    const slowly = {...lines, read: (prompt: string) => (clock.advance(6 * minute), lines.read(prompt))};
    await walk(session.conductor, plainDriver(slowly), new AbortController().signal);
    assert.match(screen(), /BUDGET 5m\n[^]*Over budget: 6m 0s of 5m\. k keep going, e call somebody: x\nOver budget[^\n]*k\n {2}over budget, 6m 0s of 5m: keep going\n[^]*proof holds: /);
    assert.deepEqual([left, session.events().map(({type}) => type)], [[], ['session.opened', 'budget.exceeded', 'step.started', 'step.finished', 'session.paused']]);
  });

  it('is told that nothing was run when it cannot be recorded', async t => {
    const walked = await typing(t, ['r', theWord], {...only('smoke'), calls: diskWith('ENOSPC on write', 2).calls});
    assert.match(walked.screen, /REFUSED: could not append to .*journal\.jsonl: ENOSPC\. Nothing was changed\.\n  next: Reading goes on; [^\n]*$/);
    assert.deepEqual([walked.exit, walked.world.gateway.seen.length], [5, 0]);
  });

  it('is told that a result does not count when it could not be recorded', async t => {
    const walked = await typing(t, ['r'], {...only('look'), calls: diskWith('EIO on sync', 3).calls});
    assert.match(
      walked.screen,
      /done in 0 ms\nNOT RECORDED: could not append to .*journal\.jsonl: EIO\. This result does not count\.\n  next: Reading goes on; [^\n]*$/,
    );
    assert.equal(walked.exit, 5);
  });
});

describe('a step in plain lines', () => {
  it('has its prose, its code, what it changes, how to undo it, and its proofs', () => {
    const loaded = loadRunbook('stage-b-rehearsal', actionSignatures);
    assert.ok(loaded.ok);
    for (const step of loaded.runbook.steps) {
      const lines = plainStep(step, loaded.runbook);
      assert.equal(lines[0], `Step ${step.number} of 7: ${step.title}`);
      assert.equal(lines.filter(line => line.startsWith('PROOF ')).length, step.proofs.length);
      assert.equal(lines.filter(line => line.startsWith('CHANGES ')).length, 1);
      assert.equal(
        lines.some(line => line.startsWith('UNDO ')),
        step.effect.kind === 'changes',
      );
    }
    assert.ok(
      plainStep(loaded.runbook.steps[2]!, loaded.runbook).includes(
        '    mcp-runbook smoke --json\n    # without this tool: python -m scripts.stage_b_smoke --json',
      ),
    );
  });
});
