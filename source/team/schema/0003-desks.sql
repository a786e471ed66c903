-- A plan that is made anew is asked for anew: until when it holds tells the two apart, and whoever agreed to the first
-- has not agreed to the second. Who waits no longer says so.

alter table mcp_runbook.request drop constraint request_session_plan_sha256_key;
alter table mcp_runbook.request add unique (session, plan_sha256, until);

create table mcp_runbook.withdrawal (
  request bigint primary key references mcp_runbook.request,
  withdrawn_at timestamptz not null default clock_timestamp(),
  by_user name not null default session_user,
  from_address inet default inet_client_addr()
);

create trigger only_grows before update or delete or truncate on mcp_runbook.withdrawal execute function mcp_runbook.refuse_change();

create or replace function mcp_runbook.ask(of_session text, for_step text, whole_plan bytea, digest bytea, open_until timestamptz) returns bigint
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  found_id bigint;
begin
  perform verify_session(of_session);
  if octet_length(digest) <> 32 then
    raise exception 'a plan is known by 32 bytes' using errcode = 'invalid_parameter_value';
  end if;
  insert into request (session, step, plan_sha256, plan, until) values (of_session, left(for_step, 200), digest, whole_plan, open_until)
  on conflict (session, plan_sha256, until) do nothing returning id into found_id;
  if found_id is null then
    select id into found_id from request where session = of_session and plan_sha256 = digest and until = open_until and by_user = session_user;
  end if;
  if found_id is null then
    raise exception 'somebody else has asked for this' using errcode = 'insufficient_privilege';
  end if;
  perform pg_notify('mcp_runbook', 'ask ' || of_session);
  return found_id;
end $$;

-- By whoever asked, and nobody else.
create function mcp_runbook.withdraw(own_request bigint) returns void
language sql security definer set search_path = mcp_runbook, pg_temp as $$
  insert into withdrawal (request) select id from request where id = own_request and by_user = session_user on conflict do nothing
$$;

-- Whether somebody still waits for an agreement to it: nobody does once it is withdrawn, or the session asks for another.
create function mcp_runbook.is_open(of_request bigint) returns boolean
language sql stable security definer set search_path = mcp_runbook, pg_temp as $$
  select not exists (select from withdrawal where withdrawal.request = of_request)
    and not exists (select from request as older join request as newer using (session) where older.id = of_request and newer.id > older.id)
$$;

-- Answers `agreed`, or why not: `unknown`, `own`, `late`, `over`, `digits`.
create or replace function mcp_runbook.agree(to_request bigint, digits text) returns text
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  asked request;
begin
  select * into asked from request where id = to_request;
  if asked.id is null then return 'unknown'; end if;
  if asked.by_user = session_user then return 'own'; end if;
  if not is_open(asked.id) then return 'over'; end if;
  if asked.until < clock_timestamp() then return 'late'; end if;
  if right(encode(asked.plan_sha256, 'hex'), 4) <> lower(digits) then return 'digits'; end if;
  insert into agreement (request) values (to_request) on conflict do nothing;
  perform pg_notify('mcp_runbook', 'agree ' || asked.session);
  return 'agreed';
end $$;
