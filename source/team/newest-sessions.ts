import type {Head} from './team-store.ts';

/** From one session to the next before it by the key, so that it costs the same however many lines there are. */
export const newestText = `
  with recursive walked (session) as (
    (select session from mcp_runbook.line order by session desc limit 1)
    union all
    select (select session from mcp_runbook.line where session < walked.session order by session desc limit 1) from walked where walked.session is not null
  ), named (session) as (
    (select session from walked where session is not null limit $1) union select unnest($2::text[])
  )
  select named.session, last.seq + 1 as length, coalesce(greatest(0, extract(epoch from lease.until - clock_timestamp()) * 1000), 0)::float8 as held_for
  from named
  cross join lateral (select seq from mcp_runbook.line where session = named.session order by seq desc limit 1) as last
  left join mcp_runbook.lease on lease.session = named.session
  order by named.session desc`;

export type HeadRow = {session: string; length: string; held_for: number};

export const toHead = ({session, length, held_for}: HeadRow): Head => ({session, length: Number(length), heldFor: held_for});
