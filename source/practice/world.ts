import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseEnv} from 'node:util';
import type {Clock} from '../clock.ts';
import {shippedDocuments} from '../connector/shipped-documents.ts';
import {writeDurably} from '../durable-file.ts';
import type {Environment} from '../environment/environment.ts';
import {undescribed} from '../environment/people.ts';
import {practicePlaces} from '../environment/places.ts';
import {tokenNames} from '../environment/toggle-table.ts';
import {defaultLayer, gatewayUrl, openToggles, useMcp, type ToggleLayer} from '../environment/toggles.ts';
import {Secret, SecretMask} from '../secret.ts';
import type {FaultName} from './faults.ts';
import {startPracticeGateway, type PracticeGateway} from './practice-gateway.ts';

export type PracticeOptions = {
  /** Folder that holds `logs/`. */
  root: string;
  /** The session whose folder under `logs/practice/` keeps everything; none for a single command. */
  session?: string | undefined;
  fault?: FaultName | undefined;
  clock: Clock;
};

export type PracticeWorld = {
  environment: Environment;
  gateway: PracticeGateway;
  close(): Promise<void>;
};

const tokenName = 'MCP_CONNECTOR_TOKEN';

/**
 * A world of its own: a gateway on loopback, a deployment that keeps its toggles in a file, a token
 * that lives in memory only. This shell's variables are not read, so that practice can neither be
 * disturbed by them nor reach a real gateway or a real token.
 * @throws StorageError when its folder cannot be written.
 */
export async function openPracticeWorld({root, session, fault, clock}: PracticeOptions): Promise<PracticeWorld> {
  const token = `practice-${randomBytes(12).toString('hex')}`;
  const places = practicePlaces(root, session);
  const file = join(places.logs, 'operator.env');
  const comment = '# Toggles of the practice deployment, read anew at each use.';
  // Before the gateway starts: where this fails, nothing is left listening.
  writeDurably(file, `${comment}\n${useMcp}=1\n`);
  const gateway = await startPracticeGateway({clock, fault, tokens: {accepted: [new Secret(token)]}});

  // Address and token belong to this process: another one that practises beside it has its own.
  const own: Record<string, string> = {[gatewayUrl]: gateway.url, [tokenName]: token};
  const inMemory: ToggleLayer = {
    kind: 'deployment',
    label: 'practice',
    read: name => (Object.hasOwn(own, name) ? own[name] : undefined),
  };
  const toggles = openToggles([deploymentLayer(file), inMemory, defaultLayer], tokenNames);
  const described = undescribed();
  const environment: Environment = {
    name: 'practice',
    class: 'practice',
    gateway: () => {
      const reading = toggles.read(gatewayUrl);
      return {url: reading.kind === 'text' ? (reading.value ?? '') : '', source: reading.source};
    },
    toggles,
    places,
    documents: shippedDocuments,
    mask: () => new SecretMask([...toggles.secrets(), ...described.keyring.secrets()]),
    confirmation: {what: "the environment's name", word: 'practice'},
    ...described,
  };
  return {environment, gateway, close: () => gateway.close()};
}

function deploymentLayer(file: string): ToggleLayer {
  return {
    kind: 'deployment',
    label: 'operator.env',
    read: name => {
      try {
        return parseEnv(readFileSync(file, 'utf8'))[name];
      } catch {
        // No file, no toggles: weaker layers answer.
        return undefined;
      }
    },
  };
}
