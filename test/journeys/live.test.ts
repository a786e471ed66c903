import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {run} from '../people/program.ts';
import {journalOf} from './audit.ts';
import {deployment, harbour, operatorEnv} from '../worlds/deployment.ts';
import {choices, pasted, plainPerson} from '../people/plain-person.ts';

// Nobody answers under that name (RFC 2606, section 2).
const host = 'gateway.invalid:8001';
const elsewhere = {MCP_GATEWAY_URL: `http://${host}`};
const rollback = ['run', 'mcp-gateway-rollback', '--env', harbour, '--plain', '--operator', 'mara'];

describe('a rehearsal that a shell points to a gateway which nobody has named', {concurrency: 2}, () => {
  it('is live: a second person reads the plan, and the host itself is typed', async t => {
    const deployed = await deployment(t, {more: '    approval: one person\n'});
    const mara = await plainPerson(t, rollback, {cwd: deployed.folder, env: elsewhere});
    await mara.answers('Incident? enter for none: ', 'INC-204');
    await mara.sees('belongs to incident INC-204\n');
    for (const [name, told] of [['mara', 'mara is at the keyboard already: another person has to agree.\n'], [' MARA ', 'MARA is at the keyboard already']] as const) {
      await mara.answers(choices, 'r');
      await mara.answers('Their name, or nothing and enter to go on alone: ', name);
      await mara.sees(told);
    }
    await mara.answers(choices, 'r');
    const plan = await mara.answers('Their name, or nothing and enter to go on alone: ', 'Jonas');
    const [, digits = ''] = /^PLAN ([0-9a-f]{4}), /m.exec(plan) ?? [];
    await mara.answers(`Jonas types the plan's digits, ${digits}: `, pasted(`${digits}\r`));
    await mara.sees('What is pasted is not taken here: type it.\n');
    await mara.answers(`Jonas types the plan's digits, ${digits}: `, digits);
    await mara.answers(choices, 'r');
    await mara.readsThePlan(host);
    await mara.answers(`${digits}: `, pasted(`${host} ${digits}\r${host} ${digits}\r`));
    await mara.sees('What is pasted is not taken here: type it.\n');
    await mara.answers(`${digits}: `, `${harbour} ${digits}`);
    await mara.sees(`That is not ${host} ${digits}; nothing was run.\n`);
    assert.deepEqual([await deployed.route(), deployed.read('deploy/operator.env')], ['mcp', operatorEnv]);
    await mara.sees(choices);
    // What lay in the line before it was asked for is no answer to it.
    mara.types(pasted(`r\r${host} ${digits}`));
    await mara.answers(`${digits}: `, '');
    assert.equal(await deployed.route(), 'mcp');
    await mara.answers(choices, 'r');
    await mara.confirms(host);
    await mara.sees(': Pause rehearsals\n');
    assert.equal(await deployed.route(), 'legacy');
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    const {lines} = journalOf(deployed);
    assert.deepEqual([...new Set(lines.map(line => line.class))], ['live']);
    const {sha256, until, ...agreed} = lines.find(({type}) => type === 'approval.given')?.body ?? {};
    assert.deepEqual(agreed, {step: 'freeze', approver: 'Jonas', digits, of: 'freeze', source: {where: 'this keyboard'}});
    assert.deepEqual([String(sha256).slice(-4), Number.isNaN(Date.parse(String(until)))], [digits, false]);
  });

  it('lets somebody who is alone break the glass, with a reason that stays on the record', async t => {
    const deployed = await deployment(t);
    const mara = await plainPerson(t, [...rollback, '--incident', 'INC-7'], {cwd: deployed.folder, env: elsewhere});
    await mara.answers(choices, 'r');
    await mara.answers('Their name, or nothing and enter to go on alone: ', '');
    await mara.answers('Without a second person? Say why, or nothing and enter: ', '');
    await mara.answers(choices, 'r');
    const plan = await mara.answers('Their name, or nothing and enter to go on alone: ', '');
    const [, digits = ''] = /^PLAN ([0-9a-f]{4}), /m.exec(plan) ?? [];
    await mara.answers('Without a second person? Say why, or nothing and enter: ', 'Nobody answers the phone.');
    await mara.answers(`Type ${host} ${digits}: `, `${host} ${digits}`);
    await mara.sees(': Pause rehearsals\n');
    assert.equal(await deployed.route(), 'legacy');
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    const started = journalOf(deployed).lines.find(({type}) => type === 'step.started');
    assert.deepEqual([started?.body.confirmed, started?.body.break_glass], [`${host} ${digits}`, 'Nobody answers the phone.']);
    const shown = await run(t, ['sessions', 'show', journalOf(deployed).lines[0]?.session ?? ''], {cwd: deployed.folder});
    assert.match(shown.stdout, /## Deviations\n[^#]*Nobody answers the phone\./);
  });

  it('is not opened by a shell that gives secrets away', async t => {
    const deployed = await deployment(t);
    const before = deployed.tree();
    const {code, stderr} = await run(t, [...rollback, '--auto', '--confirm', host], {cwd: deployed.folder, env: {...elsewhere, NODE_TLS_REJECT_UNAUTHORIZED: '0'}});
    assert.equal(code, 2);
    assert.match(stderr, /harbour is live and was not opened: NODE_TLS_REJECT_UNAUTHORIZED is set: [^]*Run: unset NODE_TLS_REJECT_UNAUTHORIZED; then start again\. Nothing was sent\.\n$/);
    assert.deepEqual(deployed.tree(), before);
  });

  it('does not let a script freeze it without the host, or without a second person', async t => {
    const deployed = await deployment(t);
    for (const [word, code, told] of [
      [harbour, 2, /--confirm is not the gateway's host\n/],
      [host, 1, /not run: a second person has to agree to this plan first\n/],
    ] as const) {
      const ended = await run(t, [...rollback, '--auto', '--confirm', word], {cwd: deployed.folder, env: elsewhere});
      assert.match(ended.stdout + ended.stderr, told);
      assert.equal(ended.code, code);
    }
    assert.deepEqual([await deployed.route(), deployed.read('deploy/operator.env')], ['mcp', operatorEnv]);
  });
});
