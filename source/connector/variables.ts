import type {Secret} from '../secret.ts';
import type {Connector} from './services.ts';

/** The operator's variables, wherever they come from. Implemented by the environment room. */
export type Variables = {
  /**
   * Undefined when absent; an empty value is present. A token variable (its name ends in
   * `CONNECTOR_TOKEN`) is never given as text, except that one set to nothing may be given as ''.
   */
  text(name: string): string | undefined;
  /** A token variable; undefined when absent or empty, since an empty token is no token. */
  secret(name: string): Secret | undefined;
  /** Why a variable must not be used, whether or not it has a value; to follow its name. */
  fault?(name: string): string | undefined;
};

/** What a connector lets the environment override (protocol notes, section 3). */
export type Setting =
  | 'CONNECTOR_TOKEN'
  | 'CONNECTOR_ID'
  | 'CONNECTOR_INSTANCE'
  | 'LAST_ROTATED'
  | 'ROTATION_WINDOW'
  | 'SUPPORTS_HOT_SWAP'
  | 'ROTATION_HINT'
  | 'SUPPORTED_CONTEXTS';

const genericPrefix = 'MCP_';

/** The variables a setting is read from, strongest first: the connector's own, then the generic one. */
export function variableNames({prefix}: Connector, setting: Setting): string[] {
  return [...new Set([prefix, genericPrefix])].map(start => `${start}${setting}`);
}

export type Found = {variable: string; value: string};

/** The first variable that is present, an empty one included. */
export function findSetting(connector: Connector, variables: Variables, setting: Setting): Found | undefined {
  return presentSettings(connector, variables, setting)[0];
}

/** The first variable that says something; empty counts as absent. */
export function findFilledSetting(connector: Connector, variables: Variables, setting: Setting): Found | undefined {
  return presentSettings(connector, variables, setting).find(({value}) => value !== '');
}

function presentSettings(connector: Connector, variables: Variables, setting: Setting): Found[] {
  return variableNames(connector, setting).flatMap(variable => {
    const value = variables.text(variable);
    return value === undefined ? [] : [{variable, value}];
  });
}

/** Why the token that `findToken` looks for must not be sent, in a sentence that names its variable. */
export function tokenProblem(connector: Connector, variables: Variables): string | undefined {
  for (const name of variableNames(connector, 'CONNECTOR_TOKEN')) {
    const fault = variables.fault?.(name);
    if (fault !== undefined) return `${name} ${fault}`;
    if (variables.secret(name) || variables.text(name) !== undefined) return undefined;
  }
  return undefined;
}

/** The connector's own token, else the generic one. An own token set to nothing switches both off. */
export function findToken(connector: Connector, variables: Variables): Secret | undefined {
  for (const name of variableNames(connector, 'CONNECTOR_TOKEN')) {
    const token = variables.secret(name);
    if (token) return token;
    if (variables.text(name) !== undefined) return undefined;
  }
  return undefined;
}
