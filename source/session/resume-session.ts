import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {actionSignatures} from '../actions/registry.ts';
import {StorageError} from '../durable-file.ts';
import {tokenMask} from '../environment/token-mask.ts';
import {causeOf, exitCode, OperatorError} from '../errors.ts';
import {pinLedger} from '../ledger/pin.ts';
import {tool} from '../package-folder.ts';
import {parseRunbook} from '../runbook/document.ts';
import {problemText} from '../runbook/problem.ts';
import type {Scenario} from '../runbook/scenario.ts';
import type {Runbook} from '../runbook/schema.ts';
import {Conductor} from '../walk/conductor.ts';
import {continueJournal} from '../journal/journal.ts';
import {lockOrTell} from '../journal/lock.ts';
import {notRecorded} from '../journal/not-recorded.ts';
import type {OpenSession, SessionOptions} from './open-session.ts';
import {readJournal} from '../journal/read-journal.ts';
import {evolve, type Session} from '../journal/session.ts';
import {findDrill} from '../drill/find-drill.ts';
import {readPinnedDrill} from '../drill/pinned-drill.ts';
import {faultSoFar, openStage} from '../drill/fault-stage.ts';
import {findSession} from '../journal/session-list.ts';
import {openTarget} from './open-environment.ts';

export type ResumeOptions = Omit<SessionOptions, 'runbook' | 'environment' | 'mode' | 'incident'> & {session: string};

/**
 * Goes on with an unfinished session on the same step: the journal replayed, its environment opened
 * again. A step with an intent and no outcome is now unknown. @throws OperatorError
 */
export async function resumeSession(options: ResumeOptions): Promise<OpenSession> {
  const {clock, folder: workingFolder, root} = options;
  const found = findSession(root ?? workingFolder, options.session);
  if (!found) throw refused(`there is no session ${JSON.stringify(options.session)} here`, 'List them with: mcp-runbook sessions list.');
  const held = lockOrTell(found.folder, tokenMask(options.variables).text(options.operator), clock.now());
  try {
    return await continueSession(found, held.release, options);
  } catch (error) {
    held.release();
    throw error instanceof StorageError ? notRecorded(error, 'the journal cannot be continued', 'resume again') : error;
  }
}

async function continueSession({id, folder}: {id: string; folder: string}, release: () => void, options: ResumeOptions): Promise<OpenSession> {
  const reading = readJournal(folder);
  if (!reading.ok) throw refused(`the journal of ${id} cannot be continued: ${reading.problem}`, `Look at it with: mcp-runbook sessions verify ${id}.`);
  const {session, end} = reading;
  if (session.state === 'closed') throw refused(`the session ${id} is closed`, `Read it with: mcp-runbook sessions show ${id}.`);
  const runbook = pinnedRunbook(folder, session);
  const drill = drillOf(folder, session, runbook, options.runbooks);
  const target = await openTarget({...options, name: session.opened.environment.name, session: id, fault: drill && faultSoFar(drill, session)});
  try {
    const {environment} = target;
    if (environment.class !== session.class) {
      throw refused(
        `the session ${id} is of class ${session.class}, and ${environment.name} is ${environment.class} now`,
        'Point this shell to the gateway that the session was opened for, then resume.',
      );
    }
    const ports = {clock: options.clock, mask: () => environment.mask(), ...(options.calls && {calls: options.calls})};
    const journal = continueJournal(folder, {session: id, class: session.class}, end, options.operator, ports);
    const written = journal.append('session.resumed', options.operator, {tool: tool(), host: hostname().slice(0, 100), ledger: pinLedger(environment.places.ledger, session.ledger)});
    if (!written.ok) throw written.failure;
    const resumed = evolve(session, written.event);
    const conductor = new Conductor({
      session: resumed,
      stage: drill && target.world && openStage(drill, target.world, resumed),
      runbook,
      journal,
      folder,
      ports: {environment, documents: environment.documents, clock: options.clock},
    });
    const close = async (): Promise<void> => {
      await Promise.all([target.close(), conductor.notices.close()]);
      release();
    };
    return {conductor, environment, problem: target.problem, world: target.world, drill, close};
  } catch (error) {
    await target.close();
    throw error;
  }
}

/** The drill as it was when the session began; today's page where that was not kept. */
function drillOf(folder: string, {opened}: Session, runbook: Runbook, runbooks: string | undefined): Scenario | undefined {
  if (!opened.drill) return undefined;
  const pinned = readPinnedDrill(folder, opened);
  return pinned.ok ? pinned.scenario : findDrill(runbook, opened.drill.id, runbooks);
}

/** The page as it was when the session began: its text is evidence, named by its digest. */
function pinnedRunbook(folder: string, {opened}: Session): Runbook {
  const {id, sha256} = opened.runbook;
  const path = join(folder, 'evidence', sha256);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw refused(`the runbook's pinned text ${path} cannot be read: ${causeOf(error)}`, 'Without it nobody can say which steps this session follows; start a new one.');
  }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw refused(`${path} is not what its name says: it was changed`, 'Keep it as it is and start a new session.');
  }
  const read = parseRunbook(bytes.toString('utf8'), {file: `${id}.md (pinned)`, actions: actionSignatures});
  if (read.ok) return read.runbook;
  throw refused(read.problems.map(problemText).join('\n'), 'This version reads runbooks differently; resume with the version named in the first line of the journal.');
}

function refused(message: string, next: string): OperatorError {
  return new OperatorError(message, {code: 'cannot-resume', next, exit: exitCode.usage});
}
