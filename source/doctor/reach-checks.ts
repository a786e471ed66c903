import {configProblemText} from '../environment/config/config-problem.ts';
import {configRemedy, usualName} from '../environment/config/find-config.ts';
import {pointerText} from '../environment/toggles.ts';
import {requestRoute} from '../environment/route-request.ts';
import {OperatorError} from '../errors.ts';
import {readAddress} from '../gateway/address.ts';
import {aroundOf} from '../team/around-of.ts';
import {awayText} from '../team/away.ts';
import {openPostgres} from '../team/postgres-store.ts';
import {consoleName} from '../team/share-with.ts';
import {formatSpan} from '../time.ts';
import {found, unknown, well, type Check, type Described, type Looked, type Machine} from './check.ts';

/** Milliseconds that two clocks may differ; the record's times are compared with those of others. */
const tolerance = 30_000;

/** Milliseconds. Whoever is asked has less than the whole examination. */
const limits = {connect: 700, headers: 700, total: 800, body: 0};

const clockRemedy = 'Have the system keep its time, such as: timedatectl set-ntp true. Until then the times in records are wrong by that much.';

export const reachChecks: readonly Check[] = [
  {
    name: 'environment file',
    how: 'its own reader',
    remedy: 'Correct it; until then only practice and console can be used.',
    look: ({config}) => {
      if (!config) return [well(`no ${usualName} here: there are practice and console`)];
      const {file, reading} = config;
      if (!reading.ok) return reading.problems.map(problem => found(configProblemText(problem), {next: file.misnamed && `${configRemedy(file)}.`}));
      return [well(`${file.shown}: ${reading.environments.map(({name}) => name).join(', ') || 'no environment'}`)];
    },
  },
  {
    name: 'clock',
    how: "the time that each gateway puts on its answer to a request for `/`, against this machine's",
    remedy: clockRemedy,
    look: machine => Promise.all(machine.environments.map(environment => clockOf(environment, machine))),
  },
  {
    name: 'team',
    how: 'its database, asked for its schema and its time',
    remedy: 'What is recorded here is kept, and shared later. See whether the database runs, and what stands between.',
    look: machine => askTeam(machine),
  },
];

async function clockOf({name, gateway, mask}: Described, {place: {clock}, signal}: Machine): Promise<Looked> {
  const {url, proxy} = gateway();
  const address = readAddress(url);
  if (!address.ok) return unknown(`not asked: ${address.reason}`, {where: name});
  const where = mask().text(`${name} ${pointerText({url: address.address.url, proxy})}`);
  const before = clock.now();
  const answer = await requestRoute(new URL(`${address.address.url}/`), {readBody: false, proxy, limits, clock, signal});
  if (!answer.ok) return unknown(mask().text(answer.reason), {where, next: 'See whether the gateway runs, and what stands between.'});
  const theirs = Date.parse(answer.date ?? '');
  if (Number.isNaN(theirs)) return unknown('it says no time', {where});
  if (proxy.kind === 'proxy' && !address.address.secure) return unknown('the answer came through a proxy, and its time may be that of the proxy', {where});
  // It leaves out the fraction of its second.
  return judged(theirs, theirs + 999, {before, after: clock.now(), where});
}

/** Theirs was read at some instant between before and after. Positive where ours is ahead. */
function judged(from: number, to: number, {before, after, where}: {before: number; after: number; where: string}): Looked {
  const apart = before > to ? before - to : after < from ? after - from : 0;
  const text = Math.abs(apart) < 1000 ? 'the same time' : `this machine is ${formatSpan(Math.abs(apart))} ${apart > 0 ? 'ahead' : 'behind'}`;
  return Math.abs(apart) > tolerance ? found(text, {where, next: clockRemedy}) : well(text, where);
}

async function askTeam({config, place, signal}: Machine): Promise<Looked[]> {
  if (!config) return [well('none is named')];
  const {file, reading} = config;
  if (!reading.ok) return [unknown(`${file.shown} cannot be used, and may name one`, {next: `${configRemedy(file)}.`})];
  if (!reading.team) return [well('none is named')];
  const {database, name} = reading.team;
  const where = `${name} ${database}`;
  const work = async (): Promise<Looked[]> => {
    const store = await openPostgres(database, place.variables, consoleName(), signal);
    try {
      const {server, schema, user} = await aroundOf(place, store);
      const before = place.clock.now();
      const theirs = await store.now();
      return [well(`PostgreSQL ${server}, schema ${schema}, as ${user}`, where), judged(theirs, theirs, {before, after: place.clock.now(), where})];
    } finally {
      await store.close();
    }
  };
  const late = new Promise<Looked[]>(resolve => {
    signal.addEventListener('abort', () => resolve([found('it does not answer', {where})]), {once: true});
  });
  return Promise.race([late, work().catch((error: unknown) => [found(awayText(error), {where, next: error instanceof OperatorError ? error.next : undefined})])]);
}
