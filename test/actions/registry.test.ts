import assert from 'node:assert/strict';
import {it} from 'node:test';
import {actions} from '../../source/actions/registry.ts';
import {needsOfGateway} from '../../source/app/state/operators-now.ts';
import {alone} from '../../source/environment/undescribed.ts';
import type {Step} from '../../source/runbook/schema.ts';
import {afterStep, nothingPlanned, unforeseenText} from '../../source/session/projection.ts';
import {needsApproval} from '../../source/walk/approval.ts';

/** What tables elsewhere say of an action, by its name. */
type Told = {/** A dry run: `things` in source/session/projection.ts. */ writes?: true; reads?: true; /** `guarded` in source/walk/approval.ts. */ byTwo?: true; /** `needsOfGateway` in source/app/state/operators-now.ts. */ asOperators?: true};

/** Whoever adds an action thinks of each of these tables, and says so here. */
const rows: Readonly<Record<string, Told>> = {
  'toggles.check': {},
  'toggle.read': {},
  'gateway.reach': {},
  'handshake.try': {asOperators: true},
  'smoke.run': {writes: true, asOperators: true},
  'receipt.review': {reads: true},
  'ledger.review': {reads: true},
  'packet.write': {},
  'deployment.read': {},
  'toggle.set': {writes: true, byTwo: true},
  'route.probe': {},
  'token.state': {reads: true},
  'token.update': {writes: true, reads: true, byTwo: true},
  'token.prove': {reads: true},
  'ledger.check': {reads: true},
  'ledger.growth': {reads: true},
  'step.ended': {},
  'doctrine.report': {reads: true},
  'doctrine.impact': {reads: true},
  'gap.note': {writes: true, reads: true},
  'gap.close': {writes: true, reads: true},
  'telemetry.compare': {reads: true},
  'record.write': {},
};

const stepOf = (name: string): Step => ({kind: 'action', number: 1, action: {name, parameters: ['ABZU_USE_MCP', '0']}}) as unknown as Step;

it('every action is known where a walk asks what it is, outside its own file', () => {
  const people = {people: {...alone, approval: 'two people'}} as const;
  const names = actions.map(({signature: {name}}) => name);
  const planned = names.map(name => ({name, after: afterStep(nothingPlanned, stepOf(name))}));
  const found = planned.map(({name, after: {toggles, unforeseen}}) => [name, {
    ...((toggles.size > 0 || unforeseen.size > 0) && {writes: true}),
    ...(planned.some(({after}) => unforeseenText(after, {name, parameters: []}) !== undefined) && {reads: true}),
    ...(needsApproval(stepOf(name), people) && {byTwo: true}),
    ...(needsOfGateway.has(name) && {asOperators: true}),
  }]);
  assert.deepEqual(Object.fromEntries(found), rows);
});
