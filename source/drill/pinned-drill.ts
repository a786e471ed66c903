import {createHash, hash} from 'node:crypto';
import {join} from 'node:path';
import {exitCode, OperatorError} from '../errors.ts';
import {mostOfOurs, readFile} from '../file-door.ts';
import {readPageFile, shownPath} from '../runbook/page-files.ts';
import type {Scenario} from '../runbook/scenario.ts';
import {dissectScenarios} from '../runbook/scenario/scenario-document.ts';
import {practiceFaults} from '../practice/faults.ts';
import {keepEvidence} from '../journal/evidence.ts';
import type {Body} from '../journal/event.ts';

export type DrillPage = {name: string; text: string; sha256: string};

/** The page of a drill that is about to begin. @throws OperatorError when it cannot be read, or has lost the drill meanwhile. */
export function drillPage({runbook, id}: Pick<Scenario, 'runbook' | 'id'>, folder?: string): DrillPage {
  const name = `${runbook}.scenarios.md`;
  const page = readPageFile(folder, name);
  if (page.ok && pinnedDrill(page.text, runbook, id)) return {name, text: page.text, sha256: createHash('sha256').update(page.bytes).digest('hex')};
  throw new OperatorError(`${shownPath(folder, name)}: ${page.ok ? `the drill ${id} is not on it any more` : page.reason}`, {
    code: 'drills-invalid',
    next: 'Nothing was run. Look at the page, then start again.',
    exit: exitCode.usage,
  });
}

/** The page as it was walked by: an edit meanwhile must not change what was asked for. It holds no secret. */
export function keepDrillPage(folder: string, {name, text}: DrillPage): void {
  keepEvidence(folder, {name, mediaType: 'text/markdown', text}, 'as it is');
}

/** One drill from the text of its page. Whether the rest of the page is in order does not matter any more. */
function pinnedDrill(text: string, runbook: string, id: string): Scenario | undefined {
  const file = `${runbook}.scenarios.md`;
  const {readings} = dissectScenarios(text, {file, faults: practiceFaults.map(({name}) => name)});
  const read = readings.find(({scenario}) => scenario.id === id)?.scenario;
  if (read?.level === undefined || read.teaches === undefined || read.ends === undefined || read.path.length === 0) return undefined;
  const {level, teaches, ends} = read;
  return {...read, runbook, file, id, level, teaches, ends};
}

export type DrillReading = {ok: true; scenario: Scenario} | {ok: false; reason: string};

/** The drill that a session was opened with, from the page that was kept then. */
export function readPinnedDrill(folder: string, opened: Body<'session.opened'>): DrillReading {
  return drillFromEvidence(opened, sha256 => {
    const reading = readFile(join(folder, 'evidence', sha256), {most: mostOfOurs, whose: 'mine'});
    return reading.ok ? reading.bytes : reading.reason;
  });
}

/** `kept` gives the bytes of a file of evidence, or the reason why there are none. */
export function drillFromEvidence({runbook, drill}: Body<'session.opened'>, kept: (sha256: string) => Buffer | string): DrillReading {
  if (!drill) return {ok: false, reason: 'the session is no drill'};
  const {sha256} = drill;
  if (sha256 === undefined) return {ok: false, reason: 'its first line does not name the page of the drill'};
  const bytes = kept(sha256);
  if (typeof bytes === 'string') return {ok: false, reason: `evidence/${sha256}, the page of the drill, cannot be read: ${bytes}`};
  if (hash('sha256', bytes, 'hex') !== sha256) return {ok: false, reason: `evidence/${sha256}, the page of the drill, was changed`};
  const scenario = pinnedDrill(bytes.toString('utf8'), runbook.id, drill.id);
  return scenario ? {ok: true, scenario} : {ok: false, reason: `this version cannot read the drill ${drill.id} on evidence/${sha256}`};
}
