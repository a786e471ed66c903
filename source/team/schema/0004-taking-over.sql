-- Leaving a session to whoever takes it, and hearing at once that somebody has: on a channel of its own, since each
-- console that writes listens there, and each line of all others would reach it else.

create function mcp_runbook.release(of_session text, own_epoch bigint) returns void
language sql security definer set search_path = mcp_runbook, pg_temp as $$
  update lease set until = clock_timestamp() where session = of_session and epoch = own_epoch and by_user = session_user
$$;

create function mcp_runbook.tell_claim() returns trigger
language plpgsql set search_path = mcp_runbook, pg_temp as $$
begin
  perform pg_notify('mcp_runbook_writer', new.session);
  return null;
end $$;

create trigger tell after insert on mcp_runbook.claim for each row execute function mcp_runbook.tell_claim();
