import {resolve} from 'node:path';
import type {PreferenceStore} from '../../preferences.ts';
import {verifyFilledIn} from '../../workplace.ts';

/** An SSH key that signs manifests. */
export type SigningKey = {
  /** Absolute path of the private key, or of the public one of a key in the agent. */
  path: string;
  by: 'flag' | 'variable' | 'preference';
  /** Who says so, as the end of a sentence: `which --sign names`. */
  named: string;
};

const signingKeyVariable = 'MCP_RUNBOOK_SIGNING_KEY';

export type SigningKeySources = {
  /** What `--sign` names; false where nothing is to be signed. */
  flag: string | false | undefined;
  variables: NodeJS.ProcessEnv;
  /** Opened only where nothing stronger names a key. */
  preferences: () => Pick<PreferenceStore, 'read' | 'file'>;
  /** What relative paths start from. */
  folder: string;
};

/** The key to sign with, the strongest source first: flag, variable, preference. @throws OperatorError for a path that nobody has filled in */
export function chooseSigningKey({flag, variables, preferences, folder}: SigningKeySources): SigningKey | undefined {
  if (flag === false) return undefined;
  if (flag !== undefined) return {path: resolve(folder, flag), by: 'flag', named: 'which --sign names'};
  const variable = variables[signingKeyVariable];
  if (variable !== undefined && variable !== '') {
    verifyFilledIn(signingKeyVariable, variable);
    return {path: resolve(folder, variable), by: 'variable', named: `which the variable ${signingKeyVariable} names`};
  }
  const store = preferences();
  const {signingKey} = store.read();
  return signingKey === undefined ? undefined : {path: signingKey, by: 'preference', named: `which the preferences name (${store.file ?? 'in no file'})`};
}
