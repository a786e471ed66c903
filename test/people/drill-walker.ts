import assert from 'node:assert/strict';
import {existsSync, readdirSync, statSync} from 'node:fs';
import {join, relative} from 'node:path';
import {describe, it} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import type {Pass, Scenario} from '../../source/runbook/scenario.ts';
import {drillFaults, ledgerText} from '../../source/drill/drill-verdict.ts';
import {pathText, walkedPath} from '../../source/drill/walked-path.ts';
import {drillsOf} from '../../source/drill/find-drill.ts';
import {debriefLines} from '../../source/drill/debrief-text.ts';
import {scripted} from '../../source/drill/scripted-driver.ts';
import {tellFolder} from '../../source/record/record-of-folder.ts';
import {ConsoleDied} from '../../source/drill/console-died.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import type {Report} from '../../source/walk/conductor.ts';
import {plainReport} from '../../source/session/plain/plain-report.ts';
import {openSession} from '../../source/session/open-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {walk} from '../../source/walk/walk.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

export type WalkedDrill = {open: HeldSession; exit: number; events: JournalEvent[]; /** What plain lines showed of it. */ shown: string; ledgerBefore: string; root: string};

/** Walks a drill unattended by its own answers, along its model path or a wrong one; a console that dies is started again. */
export async function walkDrill(t: AfterTest, scenario: Scenario, wrong?: readonly Pass[]): Promise<WalkedDrill> {
  const root = await temporaryFolder(t);
  const place = workplace(root, {clock: systemClock});
  const events: JournalEvent[] = [];
  const lines: string[] = [];
  const print = plainReport(line => void lines.push(line));
  const report = (told: Report): void => {
    if (told.kind === 'written') events.push(told.event);
    print(told);
  };
  const driver = {...scripted(scenario, wrong), report};
  const {signal} = new AbortController();
  let open = await openSession(place, {operator: 'mara', runbook: scenario.runbook, environment: 'practice', mode: 'auto', drill: scenario.id});
  t.after(() => open.close());
  const ledgerBefore = ledgerText(open.environment.places.ledger);
  for (;;) {
    try {
      const exit = await walk(open.conductor, driver, signal);
      return {open, exit, events, shown: lines.join('\n'), ledgerBefore, root};
    } catch (error) {
      if (!(error instanceof ConsoleDied)) throw error;
      const {id} = open.conductor.session;
      await open.close();
      open = await resumeSession(place, {operator: 'mara', session: id});
    }
  }
}

/** Where what people read of the walk names a step by its id alone: its plain lines, its debrief, its record. */
function idsAlone({open, shown}: WalkedDrill): string[] {
  const {session, folder, runbook} = open.conductor;
  const debrief = open.drillResult()?.debrief;
  const texts = [shown, session.closed?.reason ?? '', ...(debrief ? debriefLines(debrief) : []), tellFolder(folder, session.id, open.environment.places.ledger).markdown];
  const alone = new RegExp(`^.*\\b(?:step|stopped at|escalated at|unknown at|unfinished at|path has|comes to) (?:${runbook.steps.map(({id}) => id).join('|')})\\b(?!:).*$`, 'gm');
  return texts.flatMap(text => text.match(alone) ?? []);
}

/** Every file below the folder, from there. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
    .map(path => relative(folder, path));
}

/** `npm run test:long` walks each drill so often, to see that it ends the same way each time. */
const runs = Number(process.env.DRILL_RUNS ?? 1);

async function endsAsItSays(t: AfterTest, scenario: Scenario): Promise<void> {
  const walked = await walkDrill(t, scenario);
  const {open, ledgerBefore, root} = walked;
  const debrief = open.drillResult()?.debrief;
  assert.ok(open.world && debrief);
  assert.deepEqual(await drillFaults(scenario, debrief, open.world, ledgerBefore), []);
  const outside = filesIn(root).filter(path => !path.startsWith(join('logs', 'practice')));
  assert.deepEqual(outside, [], 'something of a drill lies outside logs/practice');
  assert.ok(existsSync(open.conductor.journalPath));
  assert.deepEqual(idsAlone(walked), []);
}

/** One test for each drill of a runbook, and one for each wrong path. */
export function walksEveryDrillOf(id: string): void {
  const {runbook} = loadWalkable(id);
  describe(`the drills of ${id}`, () => {
    for (const scenario of drillsOf(runbook)) {
      it(`${scenario.id} ends as its page says: ${scenario.ends.kind}`, async t => {
        for (let run = 1; run <= runs; run += 1) await endsAsItSays(t, scenario);
      });
      for (const [index, {passes, means}] of scenario.wrong.entries()) {
        it(`${scenario.id}, wrong path ${index + 1}: ${means}`, async t => {
          const walked = await walkDrill(t, scenario, passes);
          const {events, open} = walked;
          assert.equal(pathText(walkedPath(events, scenario)), pathText(passes));
          assert.notEqual(open.conductor.session.closed?.verdict, 'completed');
          assert.deepEqual(idsAlone(walked), []);
        });
      }
    }
  });
}
