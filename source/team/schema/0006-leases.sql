-- A lease lasts a minute, and is renewed: whoever renews it does not wait for the disk. A claim is kept as ever.

create or replace function mcp_runbook.hold(of_session text, own_epoch bigint, span interval) returns bigint
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  now_epoch bigint := epoch_of(of_session);
begin
  perform verify_session(of_session);
  perform set_config('synchronous_commit', 'off', true);
  if own_epoch = now_epoch then
    insert into lease (session, epoch, until, by_user) values (of_session, own_epoch, clock_timestamp() + least(span, interval '10 minutes'), session_user)
    on conflict (session) do update set epoch = excluded.epoch, until = excluded.until, by_user = excluded.by_user where lease.epoch <= excluded.epoch;
  end if;
  return now_epoch;
end $$;

create or replace function mcp_runbook.claim(of_session text, after_epoch bigint, why text, span interval) returns bigint
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  kept text := current_setting('synchronous_commit');
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
    perform set_config('synchronous_commit', kept, true);
    perform pg_notify('mcp_runbook', 'claim ' || of_session);
  end if;
  return taken;
end $$;
