import {randomUUID} from 'node:crypto';
import {Socket} from 'node:net';
import pg from 'pg';
import {connectionTo} from './connection.ts';
import {newestText, toHead, type HeadRow} from './newest-sessions.ts';
import {leaseSpan, watcherName, type Agreed, type Agreement, type Appended, type Heard, type Request, type SessionStanding, type SharedLine, type TeamStore} from './team-store.ts';

/** Milliseconds that a goodbye may take; then the connection is dropped. */
const goodbye = 300;

const hex = (digest: Buffer): string => digest.toString('hex');
const bytesOf = (digest: string): Buffer => Buffer.from(digest, 'hex');

type LineRow = {seq: string; bytes: Buffer; sha256: Buffer; received_at: Date; by_user: string; from_address: string | null};

const toLine = ({seq, bytes, sha256, received_at, by_user, from_address}: LineRow): SharedLine => ({
  seq: Number(seq), bytes, sha256: hex(sha256), receivedAt: received_at.toISOString(), byUser: by_user, fromAddress: from_address,
});

const columns = 'seq, bytes, sha256, received_at, by_user::text as by_user, host(from_address) as from_address';

/** The team's database over one connection, until the signal drops it. `application`: what others see of this console. @throws what the connection says */
export async function openPostgres(database: string, variables: NodeJS.ProcessEnv, application: string, dropped?: AbortSignal): Promise<TeamStore> {
  const socket = new Socket();
  const drop = (): void => void socket.destroy();
  dropped?.addEventListener('abort', drop);
  socket.once('close', () => dropped?.removeEventListener('abort', drop));
  const client = new pg.Client({...connectionTo(database, variables, application), stream: () => socket});
  // Told by whatever is asked next.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw error;
  }
  const rows = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> => (await client.query<Row>(text, [...values])).rows;
  const one = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row> => {
    const [row] = await rows<Row>(text, values);
    if (!row) throw new Error('no answer where there is always one');
    return row;
  };
  return {
    append: async (session, from, lines, epoch) => {
      const row = await one<Record<keyof Appended, string>>('select * from mcp_runbook.append($1, $2, $3, $4)', [session, from, lines, epoch]);
      // For those who follow. Nobody waits for it, nor for the disk of the server, and who hears nothing asks by itself.
      if (lines.length > 0) client.query(toldText, ['mcp_runbook', `line ${session}`]).catch(() => {});
      return {kept: Number(row.kept), next: Number(row.next), forked: Number(row.forked), epoch: Number(row.epoch)};
    },
    fetch: async session => {
      const lines = await rows<LineRow>(`select ${columns} from mcp_runbook.line where session = $1 order by seq`, [session]);
      const forks = await rows<LineRow>(`select ${columns} from mcp_runbook.fork where session = $1 order by seq, received_at`, [session]);
      return {lines: lines.map(toLine), forks: forks.map(toLine)};
    },
    follow: async heard => {
      const echo = `here ${randomUUID()}`;
      let isHeard = false;
      client.on('notification', ({channel, payload = ''}) => {
        if (channel !== 'mcp_runbook') return;
        if (payload === echo) isHeard = true;
        const [what = '', session = ''] = payload.split(' ');
        if (['ask', 'agree', 'claim', 'line'].includes(what)) heard({what: what as Heard['what'], session});
      });
      await client.query('listen mcp_runbook');
      await client.query(toldText, ['mcp_runbook', echo]);
      // It comes before the answer to whatever is asked next.
      await client.query('select');
      return isHeard;
    },
    ask: async ({session, step, plan, sha256, until, people}) => Number((await one<{id: string}>('select mcp_runbook.ask($1, $2, $3, $4, $5, $6) as id', [session, step, Buffer.from(plan), bytesOf(sha256), new Date(until), people])).id),
    agreed: async request => (await rows<AgreedRow>(agreedText, [request])).map(toAgreed),
    withdraw: async request => void (await client.query('select mcp_runbook.withdraw($1)', [request])),
    agree: async (request, digits) => (await one<{verdict: Agreement}>('select mcp_runbook.agree($1, $2) as verdict', [request, digits])).verdict,
    claim: async (session, after, reason) => {
      const {epoch} = await one<{epoch: string | null}>(`select mcp_runbook.claim($1, $2, $3, $4 * interval '1 millisecond') as epoch`, [session, after, reason, leaseSpan]);
      return epoch === null ? undefined : Number(epoch);
    },
    followOwn: async heard => {
      client.on('notification', ({channel, payload = ''}) => {
        if (channel === 'mcp_runbook_writer') heard(payload);
      });
      await client.query('listen mcp_runbook_writer');
    },
    standing: async session => toStanding(await one<StandingRow>(standingText, [session])),
    release: async (session, epoch) => void (await client.query('select mcp_runbook.release($1, $2)', [session, epoch])),
    hold: async (session, epoch) => Number((await one<{epoch: string}>(`select mcp_runbook.hold($1, $2, $3 * interval '1 millisecond') as epoch`, [session, epoch, leaseSpan])).epoch),
    missing: async digests => (await rows<{digest: Buffer}>('select * from mcp_runbook.missing_evidence($1) as digest', [digests.map(bytesOf)])).map(({digest}) => hex(digest)),
    keep: async pieces => void (await client.query('select mcp_runbook.keep_evidence($1)', [pieces])),
    evidence: async digests => (await rows<{bytes: Buffer}>('select bytes from mcp_runbook.evidence where sha256 = any($1)', [digests.map(bytesOf)])).map(({bytes}) => bytes),
    requests: async () => (await rows<RequestRow>(requestsText)).map(toRequest),
    lengths: async sessions => (await rows<{length: string}>(lengthsText, [sessions])).map(({length}) => Number(length)),
    newest: async (most, also) => (await rows<HeadRow>(newestText, [most, also])).map(toHead),
    after: async (session, from) => (await rows<{bytes: Buffer}>('select bytes from mcp_runbook.line where session = $1 and seq >= $2 order by seq', [session, from])).map(({bytes}) => bytes),
    tellWatched: async session => void (await client.query(toldText, ['mcp_runbook_writer', session])),
    watchers: async session => Number((await one<{count: string}>('select count(*) as count from pg_stat_activity where datname = current_database() and application_name = $1', [watcherName(session)])).count),
    now: async () => (await one<{now: Date}>('select clock_timestamp() as now')).now.getTime(),
    around: async () => {
      const {server, user, there} = await one<{server: string; user: string; there: boolean}>(`select current_setting('server_version') as server, session_user::text as user, to_regclass('mcp_runbook.step') is not null as there`);
      const schema = there ? Number((await one<{number: number}>('select coalesce(max(number), 0) as number from mcp_runbook.step')).number) : 0;
      const others = await rows<{user: string; console: string}>(`select usename::text as user, application_name as console from pg_stat_activity where datname = current_database() and application_name like 'mcp-runbook %' and pid <> pg_backend_pid() order by 1, 2`);
      return {server, user, schema, others};
    },
    close: async () => {
      let late: NodeJS.Timeout | undefined;
      await Promise.race([
        client.end().catch(() => {}),
        new Promise<void>(resolve => {
          late = setTimeout(resolve, goodbye);
        }),
      ]);
      clearTimeout(late);
      socket.destroy();
    },
  };
}

const lengthsText = `
  select coalesce((select seq + 1 from mcp_runbook.line where session = named order by seq desc limit 1), 0) as length
  from unnest($1::text[]) with ordinality as given (named, place) order by place`;

const toldText = `select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`;

type StandingRow = {epoch: string; held_for: number; held_by: string | null; by_user: string | null; claimed_at: Date | null; reason: string | null};

const standingText = `
  select coalesce(last.epoch, 0) as epoch, last.by_user::text as by_user, last.claimed_at, last.reason, lease.by_user::text as held_by,
    coalesce(greatest(0, extract(epoch from lease.until - clock_timestamp()) * 1000), 0)::float8 as held_for
  from (select $1::text as session) as named
  left join lateral (select epoch, by_user, claimed_at, reason from mcp_runbook.claim where claim.session = named.session order by claim.epoch desc limit 1) as last on true
  left join mcp_runbook.lease on lease.session = named.session`;

const toStanding = ({epoch, held_for, held_by, by_user, claimed_at, reason}: StandingRow): SessionStanding => ({
  epoch: Number(epoch), heldFor: held_for, heldBy: held_by, taken: by_user === null || claimed_at === null ? undefined : {by: by_user, at: claimed_at.toISOString(), reason: reason ?? ''},
});

type AgreedRow = {by_user: string; agreed_at: Date; from_address: string | null};

const agreedText = 'select by_user::text as by_user, agreed_at, host(from_address) as from_address from mcp_runbook.agreement where request = $1 order by agreed_at';

const toAgreed = ({by_user, agreed_at, from_address}: AgreedRow): Agreed => ({by: by_user, at: agreed_at.toISOString(), address: from_address});

type RequestRow = {id: string; session: string; step: string; plan: Buffer; plan_sha256: Buffer; until: Date; asked_at: Date; by_user: string};

const requestsText = `
  select id, session, step, plan, plan_sha256, until, asked_at, by_user::text as by_user
  from mcp_runbook.request as request where until > now() and mcp_runbook.is_open(id) order by id`;

const toRequest = ({id, session, step, plan, plan_sha256, until, asked_at, by_user}: RequestRow): Request => ({
  id: Number(id), session, step, plan: plan.toString('utf8'), sha256: hex(plan_sha256), until: until.getTime(), by: by_user, at: asked_at.toISOString(),
});
