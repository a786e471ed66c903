import {display} from '../display.ts';
import {isJsonObject} from '../json.ts';
import type {DoctrineDocuments} from './documents.ts';
import {parseObject} from './documents.ts';
import {byCodePoint, objectOrEmpty} from './plain-values.ts';
import type {Connector} from './services.ts';
import {stageContext} from './services.ts';

const columns = 10;
const versionColumn = 2;
const schemaColumn = 9;

/**
 * The connector's cells in the Markdown table of connectors: the first line that starts with a pipe
 * and names the id in back-quotes (for the template the bare id is enough).
 */
export function connectorRow(text: string, {kind, registryId}: Connector): string[] | undefined {
  const name = kind === 'template' ? registryId : `\`${registryId}\``;
  const row = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .find(line => line.startsWith('|') && line.includes(name));
  return row
    ?.replace(/^\|/, '')
    .replace(/\|$/, '')
    .split('|')
    .map(cell => cell.trim());
}

/** Checks 4 to 12 of the connector doctrine (protocol notes, section 9.2). */
export function connectorIndexFailures(connector: Connector, documents: DoctrineDocuments): string[] {
  const {path, text} = documents.connectorIndex;
  // It then counts as an empty one.
  if (text === undefined) return [`connector index missing: ${display(path)}`, `connector registry missing row for ${connector.registryId}`];
  const id = connector.registryId;
  const cells = connectorRow(text, connector);
  if (!cells) return [`connector registry missing row for ${id}`];
  if (cells.length < columns) return [`connector registry row malformed for ${id}`];
  const version = firstWord(cells[versionColumn] ?? '');
  const link = /\(([^)]+)\)/.exec(cells[schemaColumn] ?? '')?.[1];
  return [
    ...(version === '' || version === connector.version ? [] : [`connector registry version mismatch for ${id}`]),
    ...(link === undefined ? [`connector registry schema link missing for ${id}`] : schemaFailures(link, documents)),
  ];
}

function firstWord(cell: string): string {
  return cell.replaceAll(/^[`\s]+|[`\s]+$/g, '').split(/\s+/)[0] ?? '';
}

const requiredFields = ['chakra', 'cycle_count', 'context', 'credential_expiry', 'emitted_at'];

function schemaFailures(link: string, documents: DoctrineDocuments): string[] {
  const {text} = documents.schema(link);
  if (text === undefined) return [`schema reference not found: ${display(link)}`];
  const parsed = parseObject(text);
  if (!parsed.ok) return [`schema ${display(link)} invalid JSON: ${parsed.reason}`];
  const {required, properties} = parsed.value;
  const listed = Array.isArray(required) ? required : [];
  const missing = requiredFields.filter(field => !listed.includes(field)).sort(byCodePoint);
  const context = objectOrEmpty(properties).context;
  const enforced = isJsonObject(context) && context.const === stageContext;
  return [
    ...(missing.length === 0 ? [] : [`schema missing required fields: ${missing.join(', ')}`]),
    ...(enforced ? [] : [`schema context const does not enforce ${stageContext}`]),
  ];
}
