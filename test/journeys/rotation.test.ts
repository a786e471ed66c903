import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {lineAt} from '../worlds/scratch-ledger.ts';
import {story, type JournalLine} from '../worlds/working-folder.ts';
import {shakeHands} from '../worlds/asking.ts';
import {audits, journalOf} from './audit.ts';
import {deployment, harbour, type Deployment} from '../worlds/deployment.ts';
import {choices, plainPerson, type PlainPerson} from '../people/plain-person.ts';

const [first, second] = ['harbour-first-token', 'harbour-second-token'];
const newToken = 'The new token (not shown): ';
const onceMore = 'once more, or enter alone where it was pasted: ';

/** Mara at the update, Jonas has agreed. */
async function agrees(t: TestContext, deployed: Deployment): Promise<PlainPerson> {
  const mara = await plainPerson(t, ['run', 'credential-rotation', '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-9'], {cwd: deployed.folder});
  await mara.checks('See what is live');
  await mara.sees(': Agree with a colleague\n');
  await mara.answers(choices, 'r');
  const plan = await mara.answers('Their name, or nothing and enter to go on alone: ', 'Jonas');
  const [, digits = ''] = /^PLAN ([0-9a-f]{4}), /m.exec(plan) ?? [];
  await mara.answers(`Jonas types the plan's digits, ${digits}: `, digits);
  await mara.sees(`agreed by Jonas, plan ${digits}\n`);
  await mara.answers(choices, 'r');
  await mara.answers('Jonas: Who holds the old token, and who revokes it? ', 'Jonas holds it and revokes it.');
  await mara.sees(': Update the secret\n');
  return mara;
}

async function updates(mara: PlainPerson, typed: string): Promise<void> {
  await mara.changes('Update the secret', harbour);
  await mara.answers(newToken, 'slip');
  await mara.answers(`4 characters; ${onceMore}`, typed);
  await mara.sees('The two are not the same, and nothing was taken.');
  await mara.answers(newToken, typed);
  await mara.answers(onceMore, typed);
}

/** Files that hold the text. */
const holding = (deployed: Deployment, text: string): string[] => [...deployed.tree()].filter(([, content]) => content.includes(text)).map(([file]) => file);

const factsOf = (deployed: Deployment, name: string): Array<Record<string, unknown>> => {
  const results = journalOf(deployed).lines.filter(({type, body}: JournalLine) => type === 'step.finished' && body.step === name);
  return results.map(({body}) => {
    const [result] = body.evidence as Array<{name: string; sha256: string}>;
    return JSON.parse(deployed.read(`logs/sessions/${journalOf(deployed).lines[0]?.session}/evidence/${result?.sha256}`)) as Record<string, unknown>;
  });
};

describe('a rotation in a deployment that only a file describes', {concurrency: 2}, () => {
  it('puts a new token in force that nobody has seen, and the old one opens nothing any more', async t => {
    const deployed = await deployment(t, {token: first});
    assert.equal(await shakeHands(deployed.gateway.url, first), 'authenticated');
    const mara = await agrees(t, deployed);
    // A slip first, erased as one does, then the token.
    await updates(mara, `harbour-secnod\u0015${second}`);
    await mara.sees(/read back: fingerprint [0-9a-f]{8} \(deploy\/token\)\n/);
    await mara.sees(': Prove the new token\n');
    assert.deepEqual([deployed.read('deploy/token'), deployed.read('gateway/tokens')], [`${second}\n`, `${second}\n`]);
    // Keys that bring back what was typed or erased before, and take it away again.
    await mara.sees(choices);
    for (const key of ['\u001B[A', '\u0010', '\u0019', '\u001By', '\u001F']) mara.types(key);
    mara.types('\u0015r\r');
    await mara.confirms(harbour);
    await mara.sees(': Smoke at once\n');
    assert.match(mara.page(), /ok: new token: accepted: session op-[^]*ok: old token: refused: the gateway takes it no more/);
    await mara.changes('Smoke at once', harbour);
    await mara.checks('Review the ledger');
    await mara.changes('Retire the old token', harbour);
    await mara.answers('Is this so? the old token is revoked at the gateway (y yes, x no, n not yet): ', 'y');
    await mara.checks('Archive the receipt', 'the receipt is archived with the incident log');
    await mara.checks('Log the rotation', 'the incident log has the entry', 'no copy of either token is left with you');
    await mara.answers('Why was it rotated, and when is the next rotation due? ', 'Planned rotation, agreed with Jonas.');
    await mara.changes('Write the record', harbour);
    assert.equal(await mara.leaves(), 0);
    assert.match(mara.page(), /\nrecord  records\/INC-9\n/, 'where it is stays on the terminal');

    assert.deepEqual([await shakeHands(deployed.gateway.url, second), await shakeHands(deployed.gateway.url, first)], ['authenticated', 'not authenticated']);
    assert.equal(deployed.ledger().length, 6);
    const finished = story(journalOf(deployed)).filter(line => line.startsWith('step.finished'));
    assert.deepEqual(finished, ['live', 'agree', 'update', 'prove', 'smoke', 'ledger', 'retire', 'archive', 'log', 'record'].map(step => `step.finished ${step} done`));
    const [live, update, prove, retire] = ['live', 'update', 'prove', 'retire'].map(step => factsOf(deployed, step)[0]);
    assert.equal(update?.previous, live?.fingerprint);
    assert.notEqual(update?.fingerprint, live?.fingerprint);
    assert.deepEqual([prove, retire], [{new: 'accepted', old: 'refused'}, {new: 'accepted', old: 'refused'}]);
    const record = await audits(t, deployed);
    assert.match(record, /\*\*Approved\*\* by Jonas with `[0-9a-f]{4}`/);
    assert.match(record, /\*\*Note\*\* \([^ ]+, Jonas, written by mara, at step 2: Agree with a colleague\): Jonas holds it/);
    for (const text of [first, second, 'harbour-secnod']) assert.ok(!mara.bytes.includes(text), `${text} was on the terminal`);
    assert.deepEqual([holding(deployed, first), holding(deployed, 'secnod'), holding(deployed, second)], [[], [], ['deploy/token', 'gateway/tokens']]);
  });

  it('is not shown by the lines of a busy service where the smoke run was left out', async t => {
    const deployed = await deployment(t, {token: first});
    const mara = await agrees(t, deployed);
    await updates(mara, second);
    await mara.changes('Prove the new token', harbour);
    await mara.sees(': Smoke at once\n');
    await mara.answers(choices, 's');
    await mara.answers('Why? Skipping stays visible: ', 'In a hurry.');
    deployed.write('logs/stage_b_rotation_drills.jsonl', [...deployed.ledger(), lineAt(new Date().toISOString()), ''].join('\n'));
    await mara.checks('Review the ledger');
    await mara.sees(': Smoke at once\n');
    assert.match(mara.page(), /proof fails: every connector has a line from after the new token \(ledger\.growth update missing count = 0\): expected 0 items, found 2 items/);
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
  });

  it('leads back when the gateway was not told, and the record says which token is live', async t => {
    const deployed = await deployment(t, {token: first});
    const mara = await agrees(t, deployed);
    deployed.breaks('gateway-not-told');
    await updates(mara, second);
    await mara.changes('Prove the new token', harbour);
    await mara.sees(': Update the secret\n');
    assert.match(mara.page(), /failed: old token: accepted: the gateway still takes it: do not withdraw it, it is the way back \(/);
    assert.match(mara.page(), /proof fails: the gateway takes the new token \(new = accepted\): expected accepted, found refused\n[^]*the page leads to step 3: Update the secret\n/);
    assert.equal(deployed.read('deploy/token'), `${second}\n`, 'the new token is in force, and operators are locked out');

    await updates(mara, first);
    await mara.changes('Prove the new token', harbour);
    await mara.sees(': Smoke at once\n');
    assert.match(mara.page(), /ok: new token: accepted/);
    await mara.answers(choices, 'w');
    await mara.sees('2 the old token is back and nothing was rotated: go to step 9: Log the rotation\n');
    await mara.answers('Which? ', '2');
    await mara.answers('What makes you say so? ', 'The gateway has not learnt the new one; the old one opens.');
    await mara.checks('Log the rotation', 'the incident log has the entry', 'no copy of either token is left with you');
    await mara.answers('Why was it rotated, and when is the next rotation due? ', 'Put off until the gateway is told.');
    await mara.changes('Write the record', harbour);
    assert.equal(await mara.leaves(), 0);

    assert.equal(await shakeHands(deployed.gateway.url, deployed.read('deploy/token').trim()), 'authenticated');
    const [live] = factsOf(deployed, 'live');
    const updated = factsOf(deployed, 'update').map(({fingerprint}) => fingerprint);
    assert.equal(updated.at(-1), live?.fingerprint);
    assert.deepEqual(factsOf(deployed, 'prove'), [{new: 'refused', old: 'accepted'}, {new: 'accepted', old: 'not known'}]);
    assert.equal(deployed.ledger().length, 3);
    const record = await audits(t, deployed);
    for (const fingerprint of updated) assert.match(record, new RegExp(`\\| the token in use has a fingerprint \\(fingerprint present\\) \\| \\*\\*holds\\*\\* \\| \`present\` \\| \`${String(fingerprint)}\` \\|`));
    assert.match(record, /\*\*Led back\*\* 4\. Prove the new token .*step 3: Update the secret[^]*\*\*Left by a way of the page\*\* 5\. Smoke at once .*on to step 9: /);
    assert.match(record, new RegExp(`a session of operator_api, fingerprint ${String(live?.fingerprint)}[^]*\\| the gateway takes the new token \\(new = accepted\\) \\| \\*\\*holds\\*\\* \\|`));
    assert.deepEqual([holding(deployed, second), mara.bytes.includes(second), mara.bytes.includes(first)], [[], false, false]);
  });

  it('cut off in the middle of the update it says which token is live, and goes on from there', async t => {
    const deployed = await deployment(t, {token: first});
    const mara = await agrees(t, deployed);
    deployed.breaks('waits');
    await updates(mara, second);
    await mara.sees('apply: waiting for a free slot\n');
    await mara.dies();
    deployed.mends('waits');
    const jonas = await plainPerson(t, ['resume', '--plain', '--operator', 'jonas'], {cwd: deployed.folder});
    await jonas.sees(': Update the secret\n');
    await jonas.answers(choices, 'r');
    await jonas.sees(/it was done: next step, x/);
    const [live] = factsOf(deployed, 'live');
    const [, now] = /Live now: fingerprint ([0-9a-f]{8}) \(deploy\/token\)\.\n/.exec(jonas.page()) ?? [];
    assert.notEqual(now, live?.fingerprint);
    assert.match(jonas.page(), new RegExp(`Before the step it was fingerprint ${String(live?.fingerprint)}: the new token is in place\\. Go on and prove it`));
    await jonas.answers('cannot tell: next step: ', 'd');
    await jonas.answers('How do you know? ', 'The fingerprint is another one than in step 1.');
    const plan = await jonas.changes('Prove the new token', harbour);
    assert.match(plan, new RegExp(`a session of operator_api, fingerprint ${now}\n`));
    await jonas.sees(': Smoke at once\n');
    assert.match(jonas.page(), /ok: new token: accepted[^]*skipped: old token: not known/);
    await jonas.answers(choices, 'q');
    assert.equal(await jonas.leaves(), 0);
    const again = deployed.read(`logs/sessions/${journalOf(deployed).lines[0]?.session}/journal-2.jsonl`).trimEnd().split('\n');
    assert.deepEqual(again.map(line => (JSON.parse(line) as JournalLine).type), ['session.recovered', 'session.resumed', 'step.settled', 'step.started', 'step.finished', 'session.paused']);
    for (const text of [first, second]) assert.ok(!`${mara.bytes}${jonas.bytes}`.includes(text), `${text} was on the terminal`);
    assert.deepEqual([holding(deployed, first), holding(deployed, second)], [[], ['deploy/token', 'gateway/tokens']]);
  });
});
