import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {debriefPage} from '../../source/app/screens/debrief-page.ts';
import {ledgerLines} from '../../source/app/screens/ledger-lines.ts';
import type {Line} from '../../source/app/screens/line.ts';
import {referencePage} from '../../source/app/screens/reference-page.ts';
import {stepPage} from '../../source/app/screens/step/step-page.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {nextLabel, otherIncidentLabel} from '../../source/app/update/key-labels.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {emptyField} from '../../source/app/state/text-field.ts';
import {compareTelemetry} from '../../source/connector/telemetry.ts';
import {columnsOf} from '../../source/runbook/text-columns.ts';
import {debriefed, done, rehearsal, running, scene, started} from './scene.ts';

const view = {columns: 80, rows: 60, symbols: unicodeSymbols};
const textOf = (row: Line): string => row.map(({text}) => text).join('');

/** Each as wide as it looks: of two columns, with marks that take none, and a picture. */
const names = ['操作員王小明', 'Zoe\u0308 Mu\u0308ller', '🚒 Brand', 'operator_api'] as const;

/** At which column the word begins in each of the rows that have it. */
const columnsAt = (rows: readonly Line[], word: string): number[] =>
  rows.map(textOf).filter(row => row.includes(word)).map(row => columnsOf(row.slice(0, row.indexOf(word))));
const isOneColumn = (rows: readonly Line[], word: string): void => {
  const found = columnsAt(rows, word);
  assert.ok(found.length >= names.length && new Set(found).size === 1, rows.map(textOf).join('\n'));
};

describe('Names of wide letters, of marks that take no column, and of pictures', () => {
  it('stand beside what is said of them in one column: connectors', () => {
    isOneColumn(ledgerLines({connectors: Object.fromEntries(names.map(name => [name, {verdict: 'missing'}]))}, view), 'no entry');
  });

  it('stand beside what is said of them in one column: stages of an action', () => {
    const progress = names.map(stage => ({stage, state: 'ok', text: 'seen'} as const));
    isOneColumn(stepPage(openWalk(scene({lines: [started(rehearsal, 'toggles')], viewing: 'toggles', phase: running('toggles'), walk: {ran: {toggles: {progress}}}})), view).lines, 'seen');
  });

  it('stand beside what is said of them in one column: members of an answer', () => {
    const seen = Object.fromEntries(names.map(name => [name, 'value']));
    isOneColumn(referencePage(compareTelemetry({handshake: seen}), view).lines, 'value');
  });

  it('stand beside what is said of them in one column: steps of a drill', () => {
    const rows = names.map(step => ({model: {step, fails: false}, walked: {step, fails: false}, verdict: 'as the page', milliseconds: 61_000} as const));
    isOneColumn(debriefPage({...debriefed, rows}, view).lines, '1:01');
  });

  it('are cut by columns in the labels of keys', () => {
    const title = '網關回滾'.repeat(12);
    const steps = rehearsal.steps.map(step => ({...step, title}));
    const runbook = {...rehearsal, steps};
    const label = nextLabel(scene({runbook, lines: [...done(rehearsal, 'toggles'), ...done(rehearsal, 'gateway')], viewing: 'toggles', walk: {runbook}}));
    assert.ok(columnsOf(label) <= columnsOf('to step 3: ') + 24, label);
    const known = [{incident: 'A', open: true}, {incident: '事故'.repeat(20), open: true}];
    const other = otherIncidentLabel.of(scene({phase: {name: 'naming incident', field: emptyField, known}}));
    assert.ok(columnsOf(other) <= 24, other);
  });
});
