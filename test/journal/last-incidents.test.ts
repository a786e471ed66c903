import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {incidentsText} from '../../source/journal/incidents-text.ts';
import {lastIncidents} from '../../source/journal/last-incidents.ts';
import {listSessions} from '../../source/journal/session-list.ts';
import {bodies} from '../worlds/bodies.ts';
import {closing} from '../worlds/recorded.ts';
import {Scribe} from '../worlds/scribe.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

type Told = {hour: number; environment: string; opened: string | null; named?: ReadonlyArray<string | null>; practice?: true; closed?: true};

function session(root: string, {hour, environment, opened, named = [], practice, closed}: Told): void {
  const scribe = new Scribe(`20251120T0${hour}0000Z-drill-0001`, practice ? 'practice' : 'live');
  scribe.line('session.opened', {...bodies['session.opened'], environment: {...bodies['session.opened'].environment, name: environment}, incident: opened});
  for (const incident of named) scribe.line('incident.named', {incident});
  scribe.note('"type":"incident.named"');
  if (closed) closing(scribe);
  scribe.write(join(root, 'logs', practice ? 'practice' : 'sessions'));
}

describe('what was worked on last', () => {
  const cases: ReadonlyArray<readonly [told: string, sessions: Told[], last: ReadonlyArray<[environment: string, ...incidents: string[]]>]> = [
    ['is what a session was opened for', [{hour: 1, environment: 'eu', opened: 'INC-1'}], [['eu', 'INC-1 (open)']]],
    ['is what it was named last while it was walked', [{hour: 1, environment: 'eu', opened: 'INC-1', named: ['INC-2', 'INC-3']}], [['eu', 'INC-3 (open)']]],
    ['is of the newest session that belongs to one', [{hour: 1, environment: 'eu', opened: 'INC-1'}, {hour: 2, environment: 'eu', opened: 'INC-2'}, {hour: 3, environment: 'eu', opened: null}], [['eu', 'INC-2 (open)', 'INC-1 (open)']]],
    ['is open no more once each of its walks is closed', [{hour: 1, environment: 'eu', opened: 'INC-1', closed: true}, {hour: 2, environment: 'eu', opened: 'INC-2', closed: true}, {hour: 3, environment: 'eu', opened: 'INC-1'}], [['eu', 'INC-1 (open)', 'INC-2']]],
    ['is not what a walk was said not to belong to', [{hour: 1, environment: 'eu', opened: 'INC-1', named: [null]}], []],
    ['is known for each environment', [{hour: 1, environment: 'eu', opened: 'INC-1'}, {hour: 2, environment: 'us', opened: 'INC-2'}], [['us', 'INC-2 (open)'], ['eu', 'INC-1 (open)']]],
    ['is never what was practised', [{hour: 1, environment: 'eu', opened: 'INC-1', practice: true}], []],
  ];
  for (const [told, sessions, last] of cases) {
    it(told, async t => {
      const root = await temporaryFolder(t);
      for (const one of sessions) session(root, one);
      assert.deepEqual([...lastIncidents([root])].map(([environment, incidents]) => [environment, ...incidents.map(({incident, open}) => (open ? `${incident} (open)` : incident))]), last);
    });
  }

  it('is what the list of sessions shows', async t => {
    const root = await temporaryFolder(t);
    session(root, {hour: 1, environment: 'eu', opened: null, named: ['INC-7']});
    assert.equal(listSessions([root]).sessions[0]?.incident, 'INC-7');
  });
});

it('what was worked on is told where there is a choice', () => {
  assert.equal(incidentsText([{incident: 'INC-2', open: true}, {incident: 'INC-1', open: false}]), 'Worked on here: INC-2 (open), INC-1');
  assert.equal(incidentsText([{incident: 'INC-2', open: true}]), undefined);
});
