import {buildHandshake, type HandshakeBody} from '../connector/handshake.ts';
import {operatorApi, type Connector} from '../connector/services.ts';
import type {Variables} from '../connector/variables.ts';
import {exitCode} from '../errors.ts';
import {openGateway, type Gateway} from '../gateway/client.ts';
import {exchangeHandshake, type HandshakeResult} from '../gateway/exchange-handshake.ts';
import type {ActionFailure, Ports, Progress} from './action.ts';
import {mcpOffFailure} from './mcp-gate.ts';
import {following} from './yield-reports.ts';

type World = Pick<Ports, 'environment' | 'clock'>;

/** Everything a conversation is made of before anything is sent. */
export type Conversation = {gateway: Gateway; connector: Connector; body: HandshakeBody; startedAt: number};

export type WantedConversation = {
  connector?: Connector;
  /** Instead of those of the toggles. */
  variables?: Variables;
  /** How the original words its refusal where MCP is off, if it has words of its own. */
  refusal?: string;
  /** Also where MCP is off: for what routes nobody and records nothing. */
  whileOff?: boolean;
};

/** The gateway at the address that the toggles name now; everything it echoes of our secrets is masked. */
export function openAddress({environment: {gateway, toggles, keyring}, clock}: World): {gateway: Gateway} | {failure: ActionFailure} {
  const {url, proxy} = gateway();
  const opened = openGateway({url, proxy, clock, secrets: [...toggles.tokens(), ...keyring.secrets()]});
  return opened.ok ? opened : {failure: unusable('gateway-address', opened.reason)};
}

/** Gate, address and body, in that order; contacts nobody. */
export function openConversation(world: World, {connector = operatorApi, variables = world.environment.toggles.variables, refusal, whileOff = false}: WantedConversation = {}): Conversation | {failure: ActionFailure} {
  const off = whileOff ? undefined : mcpOffFailure(world.environment, refusal);
  if (off) return {failure: off};
  const opened = openAddress(world);
  if ('failure' in opened) return opened;
  const startedAt = world.clock.now();
  const built = buildHandshake(connector, variables, startedAt);
  return built.ok ? {gateway: opened.gateway, connector, body: built.body, startedAt} : {failure: unusable('invalid-override', built.reason)};
}

export function unusable(code: string, message: string): ActionFailure {
  return {code, problem: message, next: 'Correct the variable it names and run again. Nothing was sent.', exit: exitCode.usage};
}

/** The handshake with its attempts, told under `stage`; the first begins with `text`. How it ended the caller tells. */
export async function* shakeHands({gateway, body}: Conversation, {clock}: Pick<World, 'clock'>, {stage, text}: Pick<Progress, 'stage' | 'text'>, signal: AbortSignal): AsyncGenerator<Progress, HandshakeResult> {
  return yield* following<Progress, HandshakeResult>(report =>
    exchangeHandshake({
      gateway,
      body,
      clock,
      signal,
      onAttempt: ({attempt, of, ...told}) => {
        if (told.kind === 'started') report({stage, state: 'running', text: attempt > 1 ? `attempt ${attempt} of ${of}` : text});
        if (told.kind === 'failed') report({stage, state: 'failed', text: told.reason, milliseconds: told.milliseconds});
      },
    }),
  );
}
