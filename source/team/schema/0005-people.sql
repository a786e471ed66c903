-- Where the console that asks names who may agree, nobody else does, whatever their own program says.

alter table mcp_runbook.request add people text[];

drop function mcp_runbook.ask(text, text, bytea, bytea, timestamptz);

create function mcp_runbook.ask(of_session text, for_step text, whole_plan bytea, digest bytea, open_until timestamptz, may_agree text[] default null) returns bigint
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  found_id bigint;
begin
  perform verify_session(of_session);
  if octet_length(digest) <> 32 then
    raise exception 'a plan is known by 32 bytes' using errcode = 'invalid_parameter_value';
  end if;
  insert into request (session, step, plan_sha256, plan, until, people) values (of_session, left(for_step, 200), digest, whole_plan, open_until, may_agree)
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

create function mcp_runbook.plain_name(name text) returns text
language sql immutable set search_path = mcp_runbook, pg_temp as $$
  select translate(lower(name), ' ._-', '')
$$;

-- Answers `agreed`, or why not: `unknown`, `own`, `stranger`, `late`, `over`, `digits`.
create or replace function mcp_runbook.agree(to_request bigint, digits text) returns text
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  asked request;
begin
  select * into asked from request where id = to_request;
  if asked.id is null then return 'unknown'; end if;
  if asked.by_user = session_user then return 'own'; end if;
  if asked.people is not null and not exists (select from unnest(asked.people) as name where plain_name(name) = plain_name(session_user)) then return 'stranger'; end if;
  if not is_open(asked.id) then return 'over'; end if;
  if asked.until < clock_timestamp() then return 'late'; end if;
  if right(encode(asked.plan_sha256, 'hex'), 4) <> lower(digits) then return 'digits'; end if;
  insert into agreement (request) values (to_request) on conflict do nothing;
  perform pg_notify('mcp_runbook', 'agree ' || asked.session);
  return 'agreed';
end $$;
