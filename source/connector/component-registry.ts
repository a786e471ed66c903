import {display} from '../display.ts';
import type {Json, JsonObject} from '../json.ts';
import {isJsonObject} from '../json.ts';
import type {Reading} from './documents.ts';
import {parseObject} from './documents.ts';
import type {Connector} from './services.ts';

/** Checks 1 to 3 of the connector doctrine (protocol notes, section 9.2). */
export function componentFailures(connector: Connector, index: Reading): string[] {
  if (index.text === undefined) return [`component registry missing: ${display(index.path)}`];
  const parsed = parseObject(index.text);
  if (!parsed.ok) return [`component registry invalid JSON: ${parsed.reason}`];
  const {registryId, registryPath, version} = connector;
  const component = findComponent(parsed.value, ({path}) => path === registryPath);
  if (!component) return [missingEntry[connector.kind](registryId)];
  return [
    ...(component.id === registryId ? [] : [`component registry id mismatch for ${registryId}`]),
    ...(component.version === version ? [] : [`component registry version mismatch for ${registryId}`]),
  ];
}

const missingEntry: Record<Connector['kind'], (id: string) => string> = {
  service: id => `component registry missing entry for ${id}`,
  template: id => `component registry missing ${id} entry`,
};

function findComponent(index: JsonObject, test: (component: JsonObject) => boolean): JsonObject | undefined {
  return Array.isArray(index.components)
    ? index.components.filter(item => isJsonObject(item)).find(test)
    : undefined;
}

/** Version and path of the Crown mission-brief module, as receipts report them; null when unknown. */
export function crownModule(index: Reading): {version: Json; module: Json} {
  const parsed = parseObject(index.text ?? '');
  const component = parsed.ok ? findComponent(parsed.value, ({id}) => id === 'crown_handshake') : undefined;
  return {version: component?.version ?? null, module: component?.path ?? null};
}
