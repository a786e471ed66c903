import type {SessionDrill} from '../drill/session-drill.ts';
import {recordResult, type DrillResult} from '../drill/record-result.ts';
import type {Environment} from '../environment/environment.ts';
import type {Trouble} from '../errors.ts';
import type {SessionLock} from '../journal/lock.ts';
import {pasted} from '../pasted.ts';
import type {PracticeWorld} from '../practice/world.ts';
import type {Scenario} from '../runbook/scenario.ts';
import type {ShareWith} from './team-of.ts';
import {Conductor, type ConductorOptions} from '../walk/conductor.ts';
import type {Workplace} from '../workplace.ts';
import type {Target} from './open-target.ts';

/** A session whose journal is open, new or gone on with. */
export type HeldSession = {
  conductor: Conductor;
  environment: Environment;
  /** What could not be read at opening. */
  trouble?: Trouble | undefined;
  /** Behind the environment `practice`. */
  world?: PracticeWorld | undefined;
  /** The drill that is walked. */
  drill?: Scenario | undefined;
  /** What it came to; undefined until it is closed, and where it was thrown away. Worked out, and put into the roster, for the first who asks. */
  drillResult: () => DrillResult | undefined;
  close(): Promise<void>;
};

type Opened = Omit<ConductorOptions, 'stage' | 'ports' | 'sharing'> & {target: Target; drill: SessionDrill | undefined; lock: SessionLock; /** Undefined without a team. */ share: ShareWith | undefined};

/** Takes over target and lock: both are given up when the session is closed. */
export function holdSession(place: Pick<Workplace, 'clock' | 'records' | 'program' | 'config' | 'root' | 'runbooks'>, {target, drill, lock, share, ...book}: Opened): HeldSession {
  const {environment, world, trouble} = target;
  const {clock, records} = place;
  const ports = {goOn: pasted(place, 'resume', book.session.id), environment, documents: environment.documents, clock, records};
  const sharing = share?.({root: environment.places.root, session: book.session.id, folder: book.folder, lines: book.journal.lines, epoch: book.session.epoch});
  const conductor = new Conductor({...book, sharing, ports, stage: world && drill?.stage(world, book.session)});
  let result: DrillResult | undefined;
  return {
    conductor,
    environment,
    trouble,
    world,
    drill: drill?.scenario,
    drillResult: () => (drill && conductor.session.closed?.thrown_away === undefined && conductor.session.state === 'closed' ? (result ??= recordResult(conductor, drill.scenario)) : undefined),
    close: async () => {
      await Promise.all([target.close(), conductor.notices.close(), sharing?.leave()]);
      lock.release();
    },
  };
}
