import {checks} from '../../source/doctor/checks.ts';
import {madePage, table} from './markdown.ts';

export function checksPage(): string {
  return madePage(
    'Checks of a machine',
    'the table of checks',
    'What `mcp-runbook doctor` looks at, within a second, and what to do where it finds something. It changes nothing: what it tries on a disk it tries in a folder of its own, which is gone afterwards. What cannot be found out is `unknown`, never well. It ends with 1 where there is a finding, with `--json` as one document.',
    table(['Looked at', 'Found out by', 'Where something is found'], checks.map(({name, how, remedy}) => [name, how, remedy])),
  );
}
