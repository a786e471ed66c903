import type {IncidentRecord} from '../facts/incident-record.ts';
import {file, heading, list, paragraph, strong, table, value, words, type Block} from './blocks.ts';
import {stepTold} from './told-step.ts';

/** Every note with its author and time. */
export function notesSection(record: IncidentRecord): Block[] {
  const {notes} = record;
  return [
    heading(2, 'Notes'),
    list(notes.map(({at, operator, step, text, said_by: speaker}) => {
      const where = step === null ? '' : `, at ${stepTold(record, step)}`;
      return words(strong('Note'), ` (${at}, ${speaker === null ? operator : `${speaker}, written by ${operator}`}${where}): ${text}`);
    }), 'None.'),
  ];
}

/** When nobody was at it, and what the files do not say. */
export function gapsSection({gaps}: IncidentRecord): Block[] {
  const recording = gaps.filter(({kind}) => kind === 'recording');
  const span = (from: string | null, to: string | null): string => {
    if (from !== null && to !== null) return `${from} to ${to}`;
    return from !== null ? `since ${from}` : to !== null ? `until ${to}` : '';
  };
  return [
    heading(2, 'Recording gaps'),
    list(recording.map(({from, to, what, words: said}) => {
      return words(strong(`Recording gap ${span(from, to)}`.trim(), 'warning'), `: ${what}${said === null ? '' : `: ${said}`}`);
    }), 'None.'),
  ];
}

export function missingSection({missing}: IncidentRecord): Block[] {
  return [
    heading(2, 'What is missing'),
    list(missing.map(text => words(strong('Missing', 'bad'), `: ${text}`)), 'Nothing: all that the journal names is in this folder.'),
  ];
}

/** Where the ledger shows no rotation drill, and why in the words of whoever stopped them. */
export function gapNotesSection({gaps, gap_notes: {file: copy, problem, notes}}: IncidentRecord): Block[] {
  const silent = gaps.filter(({kind}) => kind === 'rotation').map(({from, to, what}) => words(strong(`Rotation gap ${[from, to].filter(at => at !== null).join(' to ')}`.trim(), 'warning'), `: ${what}`));
  return [
    heading(2, 'Rotation gaps'),
    ...(problem === null ? [] : [paragraph(strong(problem, 'bad'))]),
    list([...silent, ...notes.map(({at, event, gap_id: gap, operator, reason, connectors}) => {
      const windows = connectors.map(({connector_id: id, last_rotated_at: last, window_ends_at: end}) => `${id} ${end !== null ? `is covered until ${end}` : last === null ? 'has no entry' : 'has none that counts'}`).join(', ');
      const said = event === 'gap.opened' ? `: ${reason ?? ''}${windows === '' ? '' : ` (${windows})`}` : ': drills are recorded again';
      return words(strong(event === 'gap.opened' ? 'No rotation drills' : 'Rotation drills again'), ` since ${at}, ${gap}, ${operator ?? 'nobody named'}${said}`);
    })], 'None.'),
    ...(copy === null ? [] : [paragraph('These lines are in ', file(copy), '.')]),
  ];
}

export function ledgerSection({ledger: {copied, opened_bytes, pins}}: IncidentRecord): Block[] {
  if (copied === null) return [heading(2, 'Rotation ledger'), paragraph('Its lines since the session opened are not in this folder; see above.')];
  return [
    heading(2, 'Rotation ledger'),
    paragraph(
      file(copied.file),
      ` holds ${copied.lines} lines of the ledger, ${copied.own_lines} of them written by this session: ${copied.bytes} bytes`,
      ` from offset ${opened_bytes ?? 0} on, where the ledger ended when the session opened. SHA-256 `,
      value(copied.sha256),
      '.',
      ...(copied.masked_lines > 0 ? [` What is a secret by its place or shape was masked in ${copied.masked_lines} of them, so these are not the ledger's own bytes.`] : []),
    ),
    ...table(['Bytes from the start', 'SHA-256', 'Named on line', 'Now'], pins.map(({bytes, sha256, line, state}) => [
      words(String(bytes)),
      words(value(sha256)),
      words(String(line)),
      words(strong(state, state === 'holds' ? 'good' : 'bad')),
    ])),
  ];
}

export function evidenceSection({evidence}: IncidentRecord): Block[] {
  return [
    heading(2, 'Evidence'),
    ...(evidence.length === 0 ? [paragraph('None.')] : []),
    ...table(['File', 'Name', 'Type', 'Named on line'], evidence.map(({sha256, name, media_type, lines, present}) => [
      present ? words(file(`evidence/${sha256}`, sha256)) : words(value(sha256), ' ', strong('missing', 'bad')),
      words(name),
      words(media_type),
      words(lines.length === 0 ? 'none' : lines.join(', ')),
    ])),
  ];
}
