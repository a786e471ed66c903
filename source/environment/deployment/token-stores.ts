import {refused, type Refused} from '../../errors.ts';
import {Secret} from '../../secret.ts';
import {shown as lineOf} from '../command/command-line.ts';
import {judgeSet} from './command-store.ts';
import {createStoreFile, replaceStoreFile} from './replace-file.ts';
import {changeTrouble, lookAtFile, readStoreFile, type StoreFile} from './store-file.ts';
import {held, staleness, type Store, type StoreLook, type StoreTerms, type StoreValue} from './toggle-store.ts';
import {tokenFormFault} from '../token-form.ts';
import {handOver} from './token-hand-over.ts';

/** No token: the file is empty or not there. */
export type TokenReading = {ok: true; plain: string | undefined; file: StoreFile | undefined} | Refused;

/** A token that is alone in a file; the line end behind it is no part of it. */
export function readTokenFile(path: string, shown: string): TokenReading {
  const reading = readStoreFile(path, shown);
  if (!reading.ok) return reading.missing ? {ok: true, plain: undefined, file: undefined} : reading;
  const plain = reading.found.text.replace(/\r?\n$/, '');
  if (/\p{Cc}/u.test(plain)) return refused(`${shown} holds more than a token: there is a line break or a control character in it`, lookAtFile);
  return {ok: true, plain: plain === '' ? undefined : plain, file: reading.found};
}

/** The live token in a file of its own. */
export function tokenFileStore(path: string, shown: string, {basis, tell}: Pick<StoreTerms, 'basis' | 'tell'>): Store {
  const look = (name: string): StoreLook & {file?: StoreFile | undefined} => {
    const reading = readTokenFile(path, shown);
    if (!reading.ok) return reading;
    const {plain, file} = reading;
    return {ok: true, ...held(name, plain), basis: basis('token file', JSON.stringify(plain ?? null)), file};
  };
  return {
    label: shown,
    look: async name => look(name),
    plan: async (name, value) => {
      const objection = tokenObjection(name, value);
      if (objection) return objection;
      const view = look(name);
      if (!view.ok) return view;
      const trouble = view.file && changeTrouble(view.file, shown, {keepsOld: false});
      if (trouble) return {ok: false, ...trouble};
      const does = view.file ? `replace the content of ${shown} by the new token` : `make ${shown}, mode 0600, with the new token and nothing else`;
      return {ok: true, from: tell(view.value), where: shown, does: [does], basis: view.basis};
    },
    write: async (name, value, planned, {report}) => {
      const objection = tokenObjection(name, value);
      if (objection) return {outcome: 'failed', problem: objection.problem, next: objection.next};
      const view = look(name);
      if (!view.ok) return {outcome: 'failed', problem: `${view.problem}; nothing was changed`, next: view.next};
      if (view.basis !== planned) return staleness(shown);
      const {file} = view;
      // No old copy beside it: a token that was replaced should be nowhere.
      const replaced = write(value, plain =>
        file
          ? replaceStoreFile(file, `${plain}${/\r?\n$/.exec(file.text)?.[0] ?? ''}`, {shown, keepOldAt: undefined})
          : createStoreFile(path, plain, shown),
      );
      report({stage: 'edit', state: replaced.ok ? 'ok' : 'failed', text: replaced.ok ? `the new token is in ${shown}` : replaced.problem});
      if (replaced.ok) return {outcome: 'done'};
      return {outcome: replaced.changed ? 'unknown' : 'failed', problem: replaced.problem, next: replaced.next};
    },
  };
}

/**
 * A command that takes the token on standard input, exactly its characters, without a line end. It
 * tells nothing back; `beside` is the store of the toggles, which may show the token too.
 */
export function tokenCommandStore(set: readonly string[], beside: Store | undefined, {basis, tell}: Pick<StoreTerms, 'basis' | 'tell'>): Store {
  const label = tell(lineOf(set)) ?? '';
  const look = async (name: string, signal: AbortSignal): Promise<StoreLook> => {
    const view = await beside?.look(name, signal);
    if (view && (!view.ok || view.value !== undefined)) return view;
    return {ok: false, onlyTakes: true, problem: `${name} cannot be read here: ${label} only takes it`, next: 'Prove it at the gateway.'};
  };
  const basisOf = (view: StoreLook): string => (view.ok ? view.basis : basis('token command', label));
  return {
    label,
    look,
    plan: async (name, value, signal) => {
      const objection = tokenObjection(name, value);
      if (objection) return objection;
      const view = await look(name, signal);
      const does = [`give the new token on standard input, without a line end, to: ${label}`];
      return {ok: true, from: view.ok ? tell(view.value) : 'not known', where: label, does, basis: basisOf(view)};
    },
    write: async (name, value, planned, hand) => {
      const objection = tokenObjection(name, value);
      if (objection) return {outcome: 'failed', problem: objection.problem, next: objection.next};
      if (basisOf(await look(name, hand.signal)) !== planned) return staleness(beside?.label ?? label);
      const run = await write(value, plain => hand.run(set, 'set', plain));
      return judgeSet(run, {name, value, planned, hand, look, tell});
    },
  };
}

function write<T>(value: StoreValue, store: (plain: string) => T): T {
  return value instanceof Secret ? handOver(value, store) : store(value);
}

function tokenObjection(name: string, value: StoreValue): Refused | undefined {
  const fault = write(value, tokenFormFault);
  return fault === undefined ? undefined : {ok: false, problem: `the new ${name} ${fault}`, next: 'Give it again, the token alone.'};
}
