import {dirname, join, resolve} from 'node:path';
import type {DoctrineDocuments, Reading} from '../connector/doctrine.ts';
import {mostOfOurs, readText} from '../file-door.ts';
import {shippedDocuments} from '../connector/shipped-documents.ts';

/**
 * The connector documents that doctrine reads: those of a checkout when a root is named, where what
 * is missing is a doctrine failure; else the ones that ship with us (design, section 9).
 */
export function connectorDocuments(root: string | undefined): DoctrineDocuments {
  if (root === undefined) return shippedDocuments;
  const connectors = join(resolve(root), 'docs', 'connectors');
  const index = join(connectors, 'CONNECTOR_INDEX.md');
  return {
    audit: read(join(connectors, 'operator_mcp_audit.md')),
    connectorIndex: read(index),
    componentIndex: read(join(resolve(root), 'component_index.json')),
    schema: link => read(resolve(dirname(index), link)),
  };
}

function read(path: string): Reading {
  const reading = readText(path, {most: mostOfOurs});
  // Missing or unreadable: doctrine names the path.
  return reading.ok ? {path, text: reading.text} : {path};
}
