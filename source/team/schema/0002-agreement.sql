-- Agreeing from another desk: what is asked for, and who agreed. session_user is the name.

create table mcp_runbook.request (
  id bigint generated always as identity primary key,
  session text not null,
  step text not null,
  plan_sha256 bytea not null,
  -- The whole plan as the one who asks sees it, as JSON, masked.
  plan bytea not null check (octet_length(plan) <= 262144),
  until timestamptz not null,
  asked_at timestamptz not null default clock_timestamp(),
  by_user name not null default session_user,
  from_address inet default inet_client_addr(),
  unique (session, plan_sha256)
);

create table mcp_runbook.agreement (
  request bigint not null references mcp_runbook.request,
  agreed_at timestamptz not null default clock_timestamp(),
  by_user name not null default session_user,
  from_address inet default inet_client_addr(),
  primary key (request, by_user)
);

create trigger only_grows before update or delete or truncate on mcp_runbook.request execute function mcp_runbook.refuse_change();
create trigger only_grows before update or delete or truncate on mcp_runbook.agreement execute function mcp_runbook.refuse_change();

-- The same plan asked for again is the same request.
create function mcp_runbook.ask(of_session text, for_step text, whole_plan bytea, digest bytea, open_until timestamptz) returns bigint
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  found_id bigint;
begin
  perform verify_session(of_session);
  if octet_length(digest) <> 32 then
    raise exception 'a plan is known by 32 bytes' using errcode = 'invalid_parameter_value';
  end if;
  insert into request (session, step, plan_sha256, plan, until) values (of_session, left(for_step, 200), digest, whole_plan, open_until)
  on conflict (session, plan_sha256) do nothing returning id into found_id;
  if found_id is null then
    select id into found_id from request where session = of_session and plan_sha256 = digest;
  end if;
  perform pg_notify('mcp_runbook', 'ask ' || of_session);
  return found_id;
end $$;

-- Answers `agreed`, or why not: `unknown`, `own`, `late`, `digits`.
create function mcp_runbook.agree(to_request bigint, digits text) returns text
language plpgsql security definer set search_path = mcp_runbook, pg_temp as $$
declare
  asked request;
begin
  select * into asked from request where id = to_request;
  if asked.id is null then return 'unknown'; end if;
  if asked.by_user = session_user then return 'own'; end if;
  if asked.until < clock_timestamp() then return 'late'; end if;
  if right(encode(asked.plan_sha256, 'hex'), 4) <> lower(digits) then return 'digits'; end if;
  insert into agreement (request) values (to_request) on conflict do nothing;
  perform pg_notify('mcp_runbook', 'agree ' || asked.session);
  return 'agreed';
end $$;
