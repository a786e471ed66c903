import type {Mode} from '../../source/app/state/viewed-step.ts';
import {keyMap} from '../../source/app/update/keymap.ts';
import {code, madePage, table} from './markdown.ts';

/** Where a key works, as a person would say it. Modes that share a name are one place; of one that is over nobody speaks. */
const places: Readonly<Record<Mode, string | undefined>> = {
  left: undefined,
  picker: 'the first screen',
  environment: 'choosing where',
  occupied: 'where somebody is already',
  beside: 'why beside others',
  history: 'the history',
  filtering: "a list's filter",
  drills: 'the drills',
  ways: 'other ways',
  operator: 'giving a name',
  'naming incident': 'naming the incident',
  opening: 'while opening',
  refused: 'after a refusal',
  story: 'an old session',
  watching: "somebody else's walk",
  briefing: "a drill's story",
  reading: 'a step',
  running: 'while a step runs',
  waiting: 'while a step waits',
  planning: 'while a plan is read',
  naming: "the second person's name",
  approving: 'agreeing to a plan',
  confirming: 'confirming a plan',
  stating: 'a statement',
  offering: 'a sentence to copy',
  answering: 'a question',
  concealing: 'a secret',
  settling: 'settling an unknown step',
  'over budget': 'over budget',
  retrying: 'a reason',
  departing: 'a reason',
  skipping: 'a reason to skip',
  explaining: 'a reason',
  noting: 'a note',
  attaching: 'attaching a file',
  'handing over': 'handing over',
  ledger: 'the ledger',
  reference: 'expected telemetry',
  documents: 'the documents of doctrine',
  changes: 'what changed on the page',
  debrief: 'the debrief',
  summary: 'the summary',
  recorded: 'a record',
  help: 'the help',
};

const placesOf = (names: ReadonlyArray<string | undefined>): ReadonlySet<string> => new Set(names.filter(name => name !== undefined));
const everywhere = placesOf(Object.values(places));

function placesText(modes: readonly Mode[]): string {
  const here = placesOf(modes.map(mode => places[mode]));
  const elsewhere = [...everywhere].filter(place => !here.has(place));
  if (elsewhere.length === 0) return 'everywhere';
  return elsewhere.length < here.size ? `everywhere but ${elsewhere.join(', ')}` : [...here].join(', ');
}

/** Every key, what its label can say, and where; rows that say the same are one. */
export function keysPage(): string {
  const does = new Map<string, {key: string; says: string; modes: Mode[]}>();
  for (const {key, label, modes, disabled} of keyMap) {
    // A reason that no state changes: the key is there to say why it does nothing.
    if (disabled?.length === 0) continue;
    const says = typeof label === 'string' ? label : label.says;
    const row = does.get(`${key} ${says}`) ?? {key, says, modes: []};
    row.modes.push(...modes);
    does.set(`${key} ${says}`, row);
  }
  const rows = [...does.values()].map(({key, says, modes}) => [code(key), says, placesText(modes)]);
  return madePage(
    'Keys',
    'the key map',
    'The last rows of the screen name the keys that work now, and `?` names all of them with the reason where one does nothing. Outside text fields only single keys count: what arrives in one burst is dropped, and that is said. In a drill `h` asks for a hint, and `o` hands over in its place. In a window below 60x16 only Ctrl-C and Ctrl-Z do anything.',
    table(['Key', 'Does', 'Where'], rows),
  );
}
