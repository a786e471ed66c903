import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {filesIn, story} from '../worlds/working-folder.ts';
import {startGateway} from '../people/running.ts';
import {operator} from '../people/operator.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {answers, atFirstStep, does, goesOn, journalOf, leaves, readsThePlan, starts, titles, writes} from '../people/walker.ts';

const live = {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://gw.example:8001'};

// Mostly waiting: for a person's pace, for a gateway.
describe('the console environment', {concurrency: 2}, () => {
  it('a gateway that is not on this machine is live on every screen, and its host must be typed', async t => {
    const person = await operator(t, {size: [100, 30], env: live, args: ['run', 'stage-b-rehearsal', '--operator', 'mara']});
    await person.sees('Where?');
    await person.brings('down', /▸ ■ console \(shell\) +live/, /■ LIVE {2}http:\/\/gw\.example:8001 {2}\(this shell\)/, /[Ii]ts host\s+must be typed before anything changes\./);
    await person.brings('enter', 'Incident? enter for none', 'enter go on without one', '── 1 ', /ABZU_USE_MCP=1 \(this shell\) {2}gateway http:\/\/gw\.example:8001 \(this s/);
    await writes(person, 'INC-204');
    await person.brings('enter', /■ LIVE {2}console {2}INC-204 {2}Stage B rehearsal +1 of 7 {2}mara/, 'this walk now belongs to INC-204');
    await does(person, titles[0]);
    await person.presses('s');
    await answers(person, 'the gateway is known');
    await goesOn(person);

    await person.sees('── 3 Run the smoke checks');
    const asked = await readsThePlan(person, 'gw.example:8001', "the gateway's host");
    for (const word of ['console', 'gw.example', 'live']) {
      await person.presses('ctrl-u');
      await answers(person, asked.replace('gw.example:8001', word));
      await person.sees("that is not the gateway's host; nothing was run");
    }
    await person.brings('escape', 'nothing was done');
    await person.brings('?', 'Keys here');
    await person.sees(/■ LIVE {2}console/);
    await person.presses('escape');
    assert.equal(await leaves(person), 0);

    const journal = journalOf(person);
    assert.deepEqual(story(journal).slice(-2), ['step.skipped gateway', 'session.paused smoke']);
    const [opened, named] = journal.lines;
    assert.deepEqual(named?.body, {incident: 'INC-204'});
    assert.deepEqual([opened?.class, opened?.body.incident, opened?.body.environment], ['live', null, {name: 'console', gateway: live.MCP_GATEWAY_URL, gateway_source: 'this shell'}]);
    assert.ok(filesIn(person.cwd).every(file => file.startsWith('logs/sessions/')), 'the journal and its evidence only');
  });

  it('a toggle that is off is seen on the screen, with who set it, and fails its step; what could not be read on the way is told', async t => {
    const gateway = await startGateway(t);
    const cwd = await temporaryFolder(t);
    writeFileSync(join(cwd, 'mcp-runbook.yaml'), 'environments: 4\n');
    const person = await atFirstStep(t, 'console', {cwd, size: [100, 30], env: {ABZU_USE_MCP: 'true', MCP_GATEWAY_URL: gateway.url}});
    await person.sees(/mcp-runbook\.yaml is left aside, one problem.*mcp-runbook toggles --env NAME/s);
    await person.sees('ABZU_USE_MCP=true');
    await person.sees('(this shell)');
    await person.brings('enter', /PROOF ✗ MCP is on here \(toggle\.read ABZU_USE_MCP = 1\)/, 'expected 1, found true', 'enter run again');
    assert.equal(story(journalOf(person)).at(-1), 'step.finished toggles failed');
    assert.deepEqual(gateway.requests(), []);
  });

  it('where no journal can be written nothing is started, and the picker is one key away', async t => {
    const cwd = await temporaryFolder(t);
    mkdirSync(join(cwd, 'logs'));
    writeFileSync(join(cwd, 'logs/sessions'), 'a file in the way');
    const gateway = await startGateway(t);
    const person = await starts(t, 'stage-b-rehearsal', 'console', {cwd, env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
    for (const told of ['Nothing was started', 'the journal cannot be written', 'Nothing was run.']) await person.sees(told);
    await person.brings('enter', 'Which procedure?');
    assert.equal(await leaves(person), 0);
    assert.deepEqual(gateway.requests(), []);
    assert.deepEqual(filesIn(cwd), ['logs/sessions']);
  });

  it('a runbook that is not there is refused with the names of those that are', async t => {
    const person = await operator(t, {args: ['run', 'stage-x', '--operator', 'mara']});
    await person.sees('There is no runbook stage-x');
    await person.sees(/Known: .*\bstage-b-rehearsal/s);
    assert.equal(await leaves(person), 0);
    assert.deepEqual(filesIn(person.cwd), []);
  });
});
