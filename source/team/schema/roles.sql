-- Who may what, set anew after each step: functions to write, tables to read, and nothing else for anybody.

do $$
begin
  if not exists (select from pg_roles where rolname = 'mcp_runbook_reader') then create role mcp_runbook_reader nologin; end if;
  if not exists (select from pg_roles where rolname = 'mcp_runbook_writer') then create role mcp_runbook_writer nologin; end if;
exception
  -- Of two databases of one server that are set up at once one comes second.
  when duplicate_object or unique_violation then null;
end $$;

revoke all on schema mcp_runbook from public;
revoke all on all tables in schema mcp_runbook from public;
revoke all on all functions in schema mcp_runbook from public;
grant usage on schema mcp_runbook to mcp_runbook_reader, mcp_runbook_writer;
grant select on all tables in schema mcp_runbook to mcp_runbook_reader, mcp_runbook_writer;
grant execute on function mcp_runbook.is_open to mcp_runbook_reader, mcp_runbook_writer;
grant execute on function mcp_runbook.append, mcp_runbook.missing_evidence, mcp_runbook.keep_evidence, mcp_runbook.hold, mcp_runbook.release, mcp_runbook.claim, mcp_runbook.ask, mcp_runbook.agree, mcp_runbook.withdraw to mcp_runbook_writer;
