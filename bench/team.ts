/**
 * What one server of a team takes, with each line safe on its disk: `node bench/team.ts`. `TEAM_SECONDS` says how long
 * consoles write (10), `TEAM_LINES` how many lines the large record has (1000000).
 */
import {measurementLine, paired, timed, type Measurement} from './measure.ts';
import {quantile, spreadOf} from './spread.ts';
import {sessionName, withTeamServer, Writer, type TeamServer} from './team-server.ts';

const seconds = Number(process.env.TEAM_SECONDS ?? 10);
const manyLines = Number(process.env.TEAM_LINES ?? 1_000_000);
const fewLines = 10_000;

/** What a console sends in one round trip once the database is there again. */
const atOnce = 500;

/** Records a minute of somebody in the middle of a walk. */
const perMinute = 8;
const consoles = 10_000;

export function measureTeam(): Promise<Measurement[]> {
  return withTeamServer(async server => [...(await rate(server)), ...(await load(server)), ...(await growth(server))]);
}

/** Each connection sends a line once the one before is acknowledged; against bare inserts of the same bytes. */
async function rate(server: TeamServer, rounds = 7): Promise<Measurement[]> {
  const connections = 200;
  const each = 10;
  const {ask, clients} = await server.database('rate');
  await ask('create table bare (session text, seq bigint, bytes bytea, sha256 bytea, primary key (session, seq))');
  const all = (await clients(connections)).map((client, number) => ({client, shared: new Writer(sessionName(number)), bare: new Writer(sessionName(number))}));
  const together = (one: (console: (typeof all)[number]) => Promise<unknown>) => (): Promise<number> => timed(() => Promise.all(all.map(async console => {
    for (let count = 0; count < each; count += 1) await one(console);
  })));
  const append = together(({client, shared}) => {
    const {seq, line} = shared.next();
    return client.query('select * from mcp_runbook.append($1, $2, $3, 0)', [shared.session, seq, [line]]);
  });
  const insert = together(({client, bare}) => {
    const {seq, line, sha256} = bare.next();
    return client.query('insert into bare values ($1, $2, $3, $4)', [bare.session, seq, line, sha256]);
  });
  const {ratio, a, b, ratios} = await paired(append, insert, rounds);
  const [lines, bare] = [a, b].map(time => Math.round(connections * each / time * 1000));
  const needed = consoles * perMinute / 60;
  const batches = all.slice(0, 10).map(({client, shared}) => ({client, session: shared.session, given: Array.from({length: atOnce}, () => shared.next())}));
  const took = await timed(() => Promise.all(batches.map(({client, session, given}) => client.query('select * from mcp_runbook.append($1, $2, $3, 0)', [session, given[0]?.seq, given.map(({line}) => line)]))));
  const batched = Math.round(batches.length * atOnce / took * 1000);
  return [
    {what: `what ${consoles} consoles write / what ${batches.length} connections get in, ${atOnce} lines at once`, measured: needed / batched, budget: 1, unit: 'x', note: `${Math.round(needed)} against ${batched} lines/s`},
    {what: `a line from ${connections} connections at once / a bare insert`, measured: ratio, budget: 2, unit: 'x', note: `${lines} lines/s against ${bare}, ${spreadOf(ratios)}`},
    {what: `what ${consoles} consoles write / what ${connections} connections get in`, measured: needed / (lines ?? 0), budget: 1, unit: 'x', note: `${Math.round(needed)} against ${lines} lines/s`},
  ];
}

/** Consoles that all are in the middle of a walk, each line when it is due; over as many connections as a pooler would keep. Behind is who gets its answer late. */
async function load(server: TeamServer): Promise<Measurement[]> {
  const connections = 40;
  const database = await server.database('load');
  const stores = await database.stores(connections);
  const all = Array.from({length: consoles}, (_, number) => new Writer(sessionName(number)));
  const pause = 60_000 / (consoles * perMinute);
  const due = Math.floor(seconds * 1000 / pause);
  const behind: number[] = [];
  const before = await database.computed();
  const start = performance.now();
  let next = 0;
  await Promise.all(stores.map(async store => {
    for (let number = next++; number < due; number = next++) {
      const wanted = start + number * pause;
      const early = wanted - performance.now();
      if (early > 0) await new Promise(resolve => setTimeout(resolve, early));
      const writer = all[number % consoles] as Writer;
      const {seq, line} = writer.next();
      await store.append(writer.session, seq, [line], 0);
      behind.push(performance.now() - wanted);
      // As each console does after some of its lines, and while it writes none.
      if (number % 2 === 0) await store.hold(writer.session, 0);
    }
  }));
  const took = (performance.now() - start) / 1000;
  const each = (await database.computed() - before) / due;
  const [median, most] = [quantile(behind, 0.5), quantile(behind, 1)];
  return [{what: `${consoles} consoles at ${perMinute} records a minute, the latest line behind`, measured: most, budget: 1000, unit: 'ms', note: `${due} lines in ${took.toFixed(0)} s, ${Math.round(due / took)}/s over ${connections} connections; median ${median.toFixed(1)} ms, 99 % below ${quantile(behind, 0.99).toFixed(0)} ms; ${each.toFixed(2)} ms of the server's processors each`}];
}

/** The same append to a small record and to a large one that the server made itself: to walks of now, and to any of them. */
async function growth(server: TeamServer, rounds = 31): Promise<Measurement[]> {
  const perSession = 40;
  const sides = [];
  for (const lines of [fewLines, manyLines]) {
    const database = await server.database(`lines_${lines}`);
    await fill(database.ask, lines / perSession, perSession);
    const [client] = await database.clients(1);
    if (!client) throw new Error('no connection');
    const writers = async (picked: (index: number) => number): Promise<Writer[]> => {
      const sessions = Array.from({length: 50}, (_, index) => sessionName(picked(index)));
      const heads = await database.ask<{session: string; sha: string}>(`select session, encode(sha256, 'hex') as sha from mcp_runbook.line where session = any($1) and seq = $2`, [sessions, perSession - 1]);
      return heads.map(({session, sha}) => new Writer(session, perSession, sha));
    };
    const count = lines / perSession;
    const append = (all: readonly Writer[]) => async (): Promise<number> => {
      const given = all.map(writer => ({writer, ...writer.next()}));
      return timed(async () => {
        for (const {writer, seq, line} of given) await client.query('select * from mcp_runbook.append($1, $2, $3, 0)', [writer.session, seq, [line]]);
      });
    };
    sides.push({newest: append(await writers(index => count - 1 - index)), any: append(await writers(index => Math.floor((index + 0.5) * count / 50)))});
  }
  const [few, many] = sides;
  if (!few || !many) throw new Error('two records');
  const measured: Measurement[] = [];
  for (const [kind, says] of [['newest', 'newest walks'], ['any', 'walks of all times']] as const) {
    const {ratio, a, b, ratios} = await paired(many[kind], few[kind], rounds);
    measured.push({what: `an append to ${manyLines} lines / to ${fewLines}, ${says}`, measured: ratio, budget: 1.2, unit: 'x', note: `${(a / 50).toFixed(2)} ms against ${(b / 50).toFixed(2)} ms, ${spreadOf(ratios)}`});
  }
  return measured;
}

/** Made by the server, in the order of their key; what is in them is looked at by nobody but the digest of the last one. */
async function fill(ask: (sql: string, values?: readonly unknown[]) => Promise<unknown>, sessions: number, perSession: number): Promise<void> {
  await ask('alter table mcp_runbook.line drop constraint line_pkey');
  await ask(`insert into mcp_runbook.line (session, seq, bytes, sha256)
    select '20261129T120000Z-mcp-gateway-rollback-' || lpad(number::text, 8, '0'), seq, given, sha256(given)
    from generate_series(0, $1::bigint - 1) as number, generate_series(0, $2::bigint - 1) as seq, convert_to(repeat('n', 300) || number || ' ' || seq, 'UTF8') as given`, [sessions, perSession]);
  await ask('alter table mcp_runbook.line add primary key (session, seq)');
  await ask('vacuum analyze mcp_runbook.line');
  await ask('checkpoint');
}

if (import.meta.main) {
  for (const each of await measureTeam()) console.log(measurementLine(each));
}
