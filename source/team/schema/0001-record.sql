-- The record: lines of journals, what does not fit them, and evidence. Functions alone write here, and only insert.

create table mcp_runbook.line (
  session text not null,
  seq bigint not null,
  bytes bytea not null,
  sha256 bytea not null,
  received_at timestamptz not null default clock_timestamp(),
  by_user name not null default session_user,
  from_address inet default inet_client_addr(),
  primary key (session, seq)
);

-- Another line for a place that is taken, or one that follows such a line: a fork is two true things.
create table mcp_runbook.fork (
  session text not null,
  seq bigint not null,
  bytes bytea not null,
  sha256 bytea not null,
  received_at timestamptz not null default clock_timestamp(),
  by_user name not null default session_user,
  from_address inet default inet_client_addr(),
  primary key (session, seq, sha256)
);

create table mcp_runbook.evidence (
  sha256 bytea primary key,
  bytes bytea not null check (octet_length(bytes) <= 1048576),
  received_at timestamptz not null default clock_timestamp(),
  by_user name not null default session_user,
  from_address inet default inet_client_addr()
);

-- Who writes a session now. Whoever opened it has epoch 0 and no row here; each taking over is one more.
create table mcp_runbook.claim (
  session text not null,
  epoch bigint not null,
  reason text not null,
  claimed_at timestamptz not null default clock_timestamp(),
  by_user name not null default session_user,
  from_address inet default inet_client_addr(),
  primary key (session, epoch)
);

-- Until when a session counts as written by somebody. No record: a row is renewed, and none lasts.
create table mcp_runbook.lease (
  session text primary key,
  epoch bigint not null,
  until timestamptz not null,
  by_user name not null
);

create function mcp_runbook.refuse_change() returns trigger
language plpgsql set search_path = mcp_runbook, pg_temp as $$
begin
  raise exception 'mcp_runbook.% only grows', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger only_grows before update or delete or truncate on mcp_runbook.line execute function mcp_runbook.refuse_change();
create trigger only_grows before update or delete or truncate on mcp_runbook.fork execute function mcp_runbook.refuse_change();
create trigger only_grows before update or delete or truncate on mcp_runbook.evidence execute function mcp_runbook.refuse_change();
create trigger only_grows before update or delete or truncate on mcp_runbook.claim execute function mcp_runbook.refuse_change();

create function mcp_runbook.verify_session(named text) returns void
language plpgsql immutable set search_path = mcp_runbook, pg_temp as $$
begin
  if named !~ '^\d{8}T\d{6}Z-[a-z0-9-]{1,200}$' then
    raise exception 'no name of a session' using errcode = 'invalid_parameter_value';
  end if;
end $$;

create function mcp_runbook.epoch_of(of_session text) returns bigint
language sql stable set search_path = mcp_runbook, pg_temp as $$
  select coalesce(max(epoch), 0) from claim where session = of_session
$$;

-- Lines of one session from a place on, in their order. Answers up to where they are kept now, the first place that is
-- free in the record, how many of these lines are a fork of it, and the epoch that may write. What follows nothing that
-- is here is left for a later call.
create function mcp_runbook.append(of_session text, from_seq bigint, given bytea[], own_epoch bigint)
returns table (kept bigint, next bigint, forked bigint, epoch bigint)
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  head bytea;
  one bytea;
  digest bytea;
  start bytea;
  prev bytea;
  follows boolean;
begin
  perform verify_session(of_session);
  perform pg_advisory_xact_lock(hashtextextended(of_session, 0));
  select line.seq + 1, line.sha256 into next, head from line where session = of_session order by line.seq desc limit 1;
  next := coalesce(next, 0);
  head := coalesce(head, decode(repeat('00', 32), 'hex'));
  epoch := epoch_of(of_session);
  forked := 0;
  kept := from_seq;
  foreach one in array given loop
    start := convert_to(format('{"v":1,"session":"%s","seq":%s,"prev":"', of_session, kept), 'UTF8');
    if octet_length(one) > 65536 or substring(one from 1 for length(start)) <> start then
      raise exception 'no line % of %', kept, of_session using errcode = 'invalid_parameter_value';
    end if;
    digest := sha256(one);
    prev := decode(convert_from(substring(one from length(start) + 1 for 64), 'UTF8'), 'hex');
    if exists (select from line where session = of_session and seq = kept and sha256 = digest) then
      null;
    elsif kept = next and prev = head and own_epoch >= epoch then
      insert into line (session, seq, bytes, sha256) values (of_session, kept, one, digest);
      next := kept + 1;
      head := digest;
    else
      follows := kept <= next or exists (select from fork where session = of_session and seq = kept - 1 and sha256 = prev);
      exit when not follows;
      insert into fork (session, seq, bytes, sha256) values (of_session, kept, one, digest) on conflict do nothing;
      forked := forked + 1;
    end if;
    kept := kept + 1;
  end loop;
  return next;
end $$;

create function mcp_runbook.missing_evidence(digests bytea[]) returns setof bytea
language sql stable security definer set search_path = mcp_runbook, pg_temp as $$
  select wanted from unnest(digests) as wanted where not exists (select from evidence where sha256 = wanted)
$$;

-- The server works out by itself what each piece is called.
create function mcp_runbook.keep_evidence(pieces bytea[]) returns void
language sql security definer set search_path = mcp_runbook, pg_temp as $$
  insert into evidence (sha256, bytes) select sha256(piece), piece from unnest(pieces) as piece on conflict do nothing
$$;

-- Keeps others from taking the session for a while; answers the epoch that may write, and changes nothing for an older one.
create function mcp_runbook.hold(of_session text, own_epoch bigint, span interval) returns bigint
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  now_epoch bigint := epoch_of(of_session);
begin
  perform verify_session(of_session);
  if own_epoch = now_epoch then
    insert into lease (session, epoch, until, by_user) values (of_session, own_epoch, clock_timestamp() + least(span, interval '10 minutes'), session_user)
    on conflict (session) do update set epoch = excluded.epoch, until = excluded.until, by_user = excluded.by_user where lease.epoch <= excluded.epoch;
  end if;
  return now_epoch;
end $$;

-- Takes a session over once its lease has run out. Of two at once one gets the next epoch, the other null.
create function mcp_runbook.claim(of_session text, after_epoch bigint, why text, span interval) returns bigint
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  taken bigint;
begin
  perform verify_session(of_session);
  perform pg_advisory_xact_lock(hashtextextended(of_session, 0));
  if epoch_of(of_session) <> after_epoch or exists (select from lease where session = of_session and until > clock_timestamp()) then
    return null;
  end if;
  insert into claim (session, epoch, reason) values (of_session, after_epoch + 1, left(why, 1000)) on conflict do nothing returning claim.epoch into taken;
  if taken is not null then
    perform hold(of_session, taken, span);
    perform pg_notify('mcp_runbook', 'claim ' || of_session);
  end if;
  return taken;
end $$;
