import type {IncidentRecord} from '../facts/incident-record.ts';
import {file, heading, paragraph, value, type Block} from './blocks.ts';

const zeros = '0'.repeat(64);

/** Prints the digits that the sentence for the incident channel names, in the folder of its record. */
export const manifestDigits = 'sha256sum MANIFEST | cut -c 1-8';

/** How anybody checks the folder without this tool. Run in the folder; sh, coreutils, OpenSSH. */
export function checkingSection({journal, closed}: IncidentRecord): Block[] {
  const names = journal.files.map(({name}) => name);
  const last = names.at(-1) ?? 'journal.jsonl';
  return [
    heading(2, 'How to check this folder'),
    paragraph('Each file has the digest that ', file('MANIFEST'), ' names. In this folder:'),
    {kind: 'shell', lines: ['sha256sum -c MANIFEST']},
    paragraph(
      'Each line of the journal names in ', value('prev'), ' the SHA-256 of the line before it, without its line feed;',
      ' the first names 64 zeros. By hand; nothing but the head is printed when the chain holds:',
    ),
    {kind: 'shell', lines: chainLines(names)},
    paragraph('Its last line, the head, must be this one:'),
    {kind: 'shell', lines: [`# ${journal.head ?? 'there is no whole line'}`]},
    paragraph(
      'Only what was copied elsewhere pins a record against somebody who writes all of it anew: the first eight digits of the head,',
      ' which the summary of the walk offers, or of a manifest, which the sentence for the incident channel names. In the folder of the record that it names:',
    ),
    {kind: 'shell', lines: [manifestDigits]},
    ...(closed ? [
      paragraph(
        'No line comes after the closing one, so it names its own digest, taken with 64 zeros in the place of ',
        value('digest'), '. The two lines must be the same:',
      ),
      {kind: 'shell', lines: closingLines(last)} satisfies Block,
    ] : []),
    paragraph('Each file in ', value('evidence'), ' is named after its own SHA-256. One line is printed when all are:'),
    {kind: 'shell', lines: ['(cd evidence && for name in *; do echo "$name  $name"; done | sha256sum -c --quiet) && echo evidence holds']},
    paragraph(
      'If there is a file ', value('MANIFEST.sig'), ', the manifest was signed with an SSH key. The first command says whether',
      ' the signature holds and by which key; the second, whether that key is one that your file of allowed signers gives to the person:',
    ),
    {kind: 'shell', lines: [
      'ssh-keygen -Y check-novalidate -n mcp-runbook -s MANIFEST.sig < MANIFEST',
      'ssh-keygen -Y verify -f allowed_signers -I PERSON -n mcp-runbook -s MANIFEST.sig < MANIFEST',
    ]},
  ];
}

/** A line that was never finished has no line feed, so `read` fails on it and it is passed over. */
function chainLines(names: readonly string[]): string[] {
  return [
    `prev=${zeros}`,
    `for file in ${names.join(' ')}; do`,
    '  number=0',
    '  while IFS= read -r line; do',
    '    number=$((number + 1))',
    `    case $line in *'"prev":"'"$prev"'"'*) ;; *) echo "the chain is broken before line $number of $file" ;; esac`,
    `    prev=$(printf '%s' "$line" | sha256sum | cut -c 1-64)`,
    '  done < "$file"',
    'done',
    'echo "$prev"',
  ];
}

function closingLines(name: string): string[] {
  return [
    `tail -n 1 ${name} | sed 's/.*"digest":"\\([0-9a-f]*\\)"}}$/\\1/'`,
    `tail -n 1 ${name} | sed 's/"digest":"[0-9a-f]*"}}$/"digest":"${zeros}"}}/' | tr -d '\\n' | sha256sum | cut -c 1-64`,
  ];
}
