import type {CommandRow, Option} from './command-row.ts';

const json: Option = {flags: '--json', explains: 'print one JSON document on stdout and nothing else there'};
const env: Option = {flags: '--env <name>', explains: 'environment: practice, console or one of mcp-runbook.yaml (default: console)'};
const config: Option = {flags: '--config <file>', explains: 'file that names environments (default: mcp-runbook.yaml in the working folder)'};
const root: Option = {flags: '--root <folder>', explains: 'folder that holds logs/ and the connector documents'};
const runbooks: Option = {flags: '--runbooks <folder>', explains: 'folder of runbooks (default: the ones that ship with us)'};
const operator: Option = {flags: '--operator <name>', explains: 'who is at the keyboard'};
const plain: Option = {flags: '--plain', explains: 'plain lines instead of screens'};
const ascii: Option = {flags: '--ascii', explains: 'draw with ASCII characters only'};
const despite: Option = {flags: '--despite <reason>', explains: 'go on although the environment is described otherwise now; the reason stays on record'};

/** Of the program without a command. */
export const programOptions: readonly Option[] = [
  ascii,
  {flags: '--config <file>', explains: 'file that names environments'},
  {flags: '--runbooks <folder>', explains: 'folder of runbooks'},
];

/** Every command, in the order of the help. */
export const commandTable: readonly CommandRow[] = [
  {
    name: 'run',
    words: '<runbook>',
    summary: 'walk one runbook',
    examples: ['run stage-b-rehearsal', 'run mcp-gateway-rollback --env console --dry-run', 'run credential-rotation --drill token-not-accepted', 'run credential-rotation --drill random --seed 4711', 'run stage-b-rehearsal --env practice --auto --json', 'run stage-b-rehearsal --env console --incident INC-204'],
    options: [
      {flags: '--env <name>', explains: 'environment: practice, console or one of mcp-runbook.yaml (not given, the screens ask, and everything else is practice)'},
      config, root, runbooks,
      {flags: '--drill <name>', explains: 'in practice: one of the drills of this runbook, or random; a wrong name lists them; the exit code is 0 when it ended as its page says'},
      {flags: '--seed <number>', explains: 'with --drill random: draw the same drill again'},
      {flags: '--incident <id>', explains: 'incident that this walk belongs to'},
      operator, plain,
      {flags: '--set <name=value...>', explains: 'a variable of the rotation for this walk alone, such as MCP_ROTATION_WINDOW=PT24H; recorded'},
      {flags: '--skip-heartbeat', explains: 'no smoke run of this walk sends its heartbeat, as towards a cold standby; recorded'},
      {flags: '--dry-run', explains: 'run what only reads, tell of each change what it would do, change nothing'},
      {flags: '--auto', explains: 'unattended: every step in order, stop at the first that fails; a drill by its own answers'},
      {flags: '--confirm <word>', explains: 'with --auto outside practice: what an operator would type to allow changes'},
      {flags: '--answers <file>', explains: 'with --auto: what a person would say at each step, as YAML; with it nothing may be missing'},
      {flags: '--reason <text>', explains: 'with --auto: the answer where a step asks for a sentence; with --beside: why it is begun'},
      {flags: '--beside <sessions...>', explains: 'begin although these are open in the environment, have left MCP off there, or cannot be read; --reason says why, on record'},
      ascii, json,
    ],
    perform: async (context, [id = ''], flags) => (await import('./run.ts')).run(context, id, flags),
  },
  {
    name: 'resume',
    words: '[session]',
    summary: 'go on with an unfinished session, the newest unless one is named',
    examples: ['resume', 'resume 20261122T201826Z-stage-b-rehearsal-811f'],
    options: [
      config, root, runbooks,
      despite,
      {flags: '--beside <sessions...>', explains: 'go on although these are at the environment too; --reason says why, on record'},
      {flags: '--reason <text>', explains: 'with --beside: why'},
      operator, plain, ascii,
    ],
    perform: async (context, [session], flags) => (await import('./resume.ts')).resume(context, session, flags),
  },
  {
    name: 'status',
    summary: 'say what is so in each environment: toggle, route, windows, gaps, and who is at it',
    examples: ['status', 'status --env rehearsal-eu --look', 'status --json'],
    options: [
      {flags: '--look', explains: 'read toggles and ask routes now, beside what the record says; changes nothing'},
      json,
      {flags: '--env <name>', explains: 'only this environment (default: all that are named or were walked in)'},
      config, root,
    ],
    perform: async (context, _words, flags) => (await import('./status.ts')).status(context, flags),
  },
  {
    name: 'doctor',
    summary: 'look what is to be mended on this machine: terminal, clock, disk, permissions, environment file, team; changes nothing',
    examples: ['doctor', 'doctor --json --root /srv/operations'],
    options: [json, config, root],
    perform: async (context, _words, flags) => (await import('./doctor.ts')).doctor(context, flags),
  },
  {
    name: 'smoke',
    summary: 'run the Stage B smoke checks once',
    examples: ['ABZU_USE_MCP=1 mcp-runbook smoke --json', 'smoke --env practice', 'smoke --skip-heartbeat'],
    options: [
      json,
      {flags: '--skip-heartbeat', explains: 'handshake and drills only; the gateway is still contacted'},
      {flags: '--verbose', explains: 'telemetry records on stderr'},
      env,
      config, root,
    ],
    perform: async (context, _words, flags) => (await import('./smoke.ts')).smoke(context, flags),
  },
  {
    name: 'packet',
    summary: 'write the rehearsal packet; no network',
    examples: ['packet', 'packet --out /tmp/packet.json', "packet --note 'The index was restored from the release.'"],
    options: [{flags: '--note <text>', explains: 'what was wrong and what was done, kept in the packet'}, {flags: '--out <file>', explains: 'where to write it (default: logs/stage_b_rehearsal_packet.json)'}, json, env, config, root],
    perform: async (context, _words, flags) => (await import('./packet.ts')).packet(context, flags),
  },
  {
    name: 'doctrine',
    summary: 'report what violates the connector doctrine; no network',
    examples: ['doctrine', 'doctrine --json --root ~/checkout'],
    options: [json, env, config, root],
    perform: async (context, _words, flags) => (await import('./doctrine.ts')).doctrine(context, flags),
  },
  {
    name: 'docs',
    summary: 'print a page that the program carries, or a document of doctrine',
    words: '[id]',
    examples: ['docs', 'docs on-call', 'docs audit', 'docs --out mcp-runbook-pages'],
    options: [{flags: '--out <folder>', explains: 'write all that is carried into a new folder: pages, manual pages, runbooks, schema, licences'}, root],
    perform: async (context, [id], flags) => (await import('./docs.ts')).docs(context, id, flags),
  },
  {
    name: 'toggles',
    summary: 'show every toggle, what it should read, and who set it',
    examples: ['toggles', 'toggles --json'],
    options: [json, {flags: '--all', explains: "also the connectors' own names that are not set"}, env, config, root],
    perform: async (context, _words, flags) => (await import('./toggles.ts')).toggles(context, flags),
  },
  {
    name: 'ledger',
    words: '[review|tail|check]',
    summary: 'review the rotation ledger, show its newest lines, or check its age',
    examples: ['ledger', 'ledger tail -n 6', 'ledger check --json'],
    options: [json, {flags: '-n, --lines <count>', explains: 'with tail: how many lines', fallback: '3'}, env, config, root],
    perform: async (context, [view = 'review'], flags) => (await import('./ledger.ts')).ledger(context, view, flags),
  },
  {
    name: 'sessions',
    words: '[view] [session]',
    summary: 'list the recorded sessions; show, verify or export one, or all of an incident',
    examples: ['sessions list', 'sessions record --incident INC-204', 'sessions record 20261122T201826Z-stage-b-rehearsal-811f --out incident-204', 'sessions verify 20261122T201826Z-stage-b-rehearsal-811f --head 1682abf2', 'sessions verify 20261122T201826Z-stage-b-rehearsal-811f --team'],
    options: [
      json,
      {flags: '--incident <id>', explains: 'with record: one record for all sessions of this incident'},
      {flags: '--head <digits>', explains: 'with verify: the digits that were copied from the screen'},
      {flags: '--team', explains: "with verify, and with record of one session: compare with what the team's database has, and state its times and users; with --incident: the sessions of other consoles too"},
      {flags: '--out <folder>', explains: 'with record: where the folder is made (default: records; of practice logs/practice/records)'},
      {flags: '--sign <key>', explains: 'with record: SSH key that signs the manifest (default: MCP_RUNBOOK_SIGNING_KEY, then the remembered one)'},
      {flags: '--no-sign', explains: 'with record: do not sign'},
      {flags: '--remember', explains: 'with record and --sign: sign with that key from now on; with --no-sign: forget it'},
      {flags: '--vouch <marks...>', explains: 'with record: marks of texts that look like secrets and are none'},
      {flags: '--leave-out <files...>', explains: 'with record: files of the record that stay out of it since they hold a secret'},
      config, root,
    ],
    perform: async (context, [view = 'list', session = ''], flags) => (await import('./sessions.ts')).sessions(context, view, session, flags),
  },
  {
    name: 'watch',
    words: '[session]',
    summary: "follow somebody else's walk on the same screens, read only; without a session, list those that are open",
    examples: ['watch', 'watch 20261122T201826Z-stage-b-rehearsal-811f', 'watch 20261122T201826Z --plain'],
    options: [{flags: '--plain', explains: 'each new line as a sentence instead of screens'}, ascii, config, root],
    perform: async (context, [session], flags) => (await import('./team/watch.ts')).watch(context, session, flags),
  },
  {
    name: 'team',
    words: '[view]',
    summary: "ask the team's database: status, sync what is not shared, init its schema",
    examples: ['team', 'team sync', 'team init', 'team init --print > schema.sql', 'team status --json'],
    options: [json, {flags: '--print', explains: 'with init: print all of it as SQL for psql, for a database that has none of it, and ask no database'}, config, root],
    perform: async (context, [view = 'status'], flags) => (await import('./team/team.ts')).team(context, view, flags),
  },
  {
    name: 'approve',
    words: '[session]',
    summary: "agree to a plan that waits at another console of the team, as your user of its database",
    examples: ['approve', 'approve 20261122T201826Z-mcp-gateway-rollback-811f', 'approve --json'],
    options: [json, config, root],
    perform: async (context, [session], flags) => (await import('./team/approve.ts')).approve(context, session, flags),
  },
  {
    name: 'take',
    words: '<session>',
    summary: "take a session of another console of the team over: one that was left, or whose console is dead, and go on with it here",
    examples: ['take 20261122T201826Z-mcp-gateway-rollback-811f', "take 20261122T201826Z-mcp-gateway-rollback-811f --reason 'her laptop died'"],
    options: [
      config, root, runbooks,
      {flags: '--reason <text>', explains: 'why it is taken from a console that fell silent, on record (asked otherwise)'},
      despite,
      operator, plain, ascii,
    ],
    perform: async (context, [session = ''], flags) => (await import('./team/take.ts')).take(context, session, flags),
  },
  {
    name: 'drills',
    words: '[report]',
    summary: 'list the drills with your best results, or report who has practised what',
    examples: ['drills', 'drills --operator mara --json', 'drills report', 'drills report --csv', 'drills --rules'],
    options: [
      json,
      {flags: '--csv', explains: 'with report: comma-separated values (RFC 4180)'},
      {flags: '--rules', explains: 'show how a drill is scored'},
      {flags: '--operator <name>', explains: 'whose results (default: yours, or in the report those of everybody)'},
      root, runbooks,
    ],
    perform: async (context, [view = 'list'], flags) => (await import('./drills.ts')).drills(context, view, flags),
  },
  {
    name: 'lint',
    words: '[path...]',
    summary: 'say everything that is wrong with runbooks and their scenarios',
    examples: ['lint', 'lint runbooks/stage-b-rehearsal.md', 'lint --runbooks ./our-runbooks --json', 'lint --rules'],
    options: [json, {flags: '--rules', explains: 'list the rules instead'}, runbooks],
    perform: async (context, files, flags) => (await import('./lint.ts')).lint(context, files, flags),
  },
  {
    name: 'print',
    words: '<runbook>',
    summary: 'print a runbook with current values, for doing it by hand',
    examples: ['print stage-b-rehearsal', 'print stage-b-rehearsal --env practice | less'],
    options: [env, config, root, runbooks],
    perform: async (context, [id = ''], flags) => (await import('./print.ts')).print(context, id, flags),
  },
  {
    name: 'gateway',
    summary: 'serve the practice gateway on loopback until it is stopped',
    examples: ['gateway', 'gateway --port 8001 --fault 5xx-once'],
    options: [
      {flags: '--port <port>', explains: 'port (default: 8001; 0 takes any free one)'},
      {flags: '--fault <name>', explains: 'what goes wrong; a wrong name lists them all'},
      {flags: '--tokens <file>', explains: 'accepted tokens, one a line, read anew at each handshake (default: any token, or none)'},
    ],
    perform: async (context, _words, flags) => (await import('./gateway.ts')).gateway(context, flags),
  },
  {
    name: 'completion',
    words: '<bash|zsh|fish|powershell> [words...]',
    summary: 'print what lets your shell complete commands and names at tab',
    examples: ['completion bash > ~/.local/share/bash-completion/completions/mcp-runbook', 'completion zsh > ~/.zfunc/_mcp-runbook', 'completion fish > ~/.config/fish/completions/mcp-runbook.fish', 'completion powershell >> $PROFILE'],
    options: [],
    perform: async (context, [shell = '', ...words]) => (await import('./completion/completion.ts')).completion(context, shell, words),
  },
];
