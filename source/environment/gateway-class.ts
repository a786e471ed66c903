import {isLoopback} from '../loopback.ts';
import type {Confirmation} from './environment.ts';
import type {EnvironmentConfig} from './config/environment-config.ts';

/** What a gateway makes of an environment that points to it. */
export type Pointing = {
  class: 'rehearsal' | 'live';
  confirmation: Confirmation;
  /** Why: it is the environment's own, another environment of the file names it, this machine, or nobody knows it. */
  because: 'own' | 'named' | 'loopback' | 'unknown';
};

export type PointingTerms = {
  /** Name of the environment that is opened. */
  name: string;
  /** What the file says of it; undefined for `console`, which no file describes. */
  own: Pick<EnvironmentConfig, 'class' | 'gateway'> | undefined;
  /** Every environment of the file. */
  named: ReadonlyArray<Pick<EnvironmentConfig, 'name' | 'class' | 'gateway'>>;
};

/**
 * The class follows the gateway that is really used, so that live cannot be reached by accident: not by
 * a variable left over in a shell, not through a tunnel that ends on this machine, not by an address
 * that nobody has named.
 */
export function pointingOf(url: string, {name, own, named}: PointingTerms): Pointing {
  const byName: Confirmation = {what: "the environment's name", word: name};
  if (own && isSameGateway(url, own.gateway)) return {class: own.class, confirmation: byName, because: 'own'};
  const others = named.filter(other => other.name !== name);
  const isNamed = others.some(({gateway}) => isSameGateway(url, gateway));
  // Another path on the host of a live gateway is not what anybody meant by another gateway.
  const live = others.some(other => other.class === 'live' && isSameHost(url, other.gateway));
  const local = isLoopback(url);
  const because = isNamed ? 'named' : local ? 'loopback' : 'unknown';
  const strict = live || because === 'unknown' || own?.class === 'live';
  return {class: strict ? 'live' : 'rehearsal', confirmation: strict ? {what: "the gateway's host", word: hostOf(url)} : byName, because};
}

/** Whether something may still be sent there under what was confirmed when the environment was opened. */
export function isStillMeant(now: Pointing, opened: Pointing): boolean {
  if (now.class === 'rehearsal') return true;
  const [one, other] = [now.confirmation, opened.confirmation];
  // A host may be called like an environment.
  return opened.class === 'live' && one.what === other.what && one.word === other.word;
}

/** Name and port, to be typed or told; never empty, since an empty word would be typed by Enter alone. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host || 'no usable gateway';
}

function isSameGateway(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  return a !== null && b !== null && a.protocol === b.protocol && isSameHost(one, other) && pathIn(a) === pathIn(b) && a.username === '' && a.password === '';
}

/** All spellings of this machine are one host: a tunnel is reached by each of them. */
function isSameHost(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  if (!a || !b || portIn(a) !== portIn(b)) return false;
  return a.hostname === b.hostname || (isLoopback(one) && isLoopback(other));
}

function portIn({protocol, port}: URL): string {
  return port || (protocol === 'https:' ? '443' : '80');
}

function pathIn({pathname, search}: URL): string {
  return pathname.replace(/\/+$/, '') + search;
}
