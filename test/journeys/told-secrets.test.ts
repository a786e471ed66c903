import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {journalOf} from './audit.ts';
import {choices, plainPerson} from '../people/plain-person.ts';
import {run} from '../people/program.ts';
import {answers as types, atFirstStep, told} from '../people/walker.ts';
import {deployment, harbour} from '../worlds/deployment.ts';
import {webhook} from '../worlds/webhook.ts';

/** No canary is known to anybody as a secret: only what is said of it gives it away. */
const canary = (number: number): string => `Canary${number}-9x`;

describe('a secret that somebody types into a sentence', () => {
  it('reaches no file, no notice and no line but the one it is typed in', async t => {
    const channel = await webhook(t);
    const {folder, tree} = await deployment(t, {more: `    notify: ${channel.url}\n`});
    const shown: string[] = [];
    const args = ['run', 'mcp-gateway-rollback', '--env', harbour, '--plain', '--operator', 'mara', '--incident', `INC-7, the token was ${canary(1)}`];
    const mara = await plainPerson(t, args, {cwd: folder});
    /** What the terminal shows but the line that she has typed into. */
    const answers = async (question: string, line: string): Promise<void> => void shown.push((await mara.answers(question, line)).replace(/^.*\n/, ''));

    await answers(choices, 'n');
    await answers('Note: ', `it worked with curl -u mara:${canary(2)} https://gateway.example`);
    await answers(choices, 'i');
    await answers(', the last one here: ', `INC-8, password: ${canary(3)}`);
    await answers(choices, 'r');
    await mara.confirms(harbour);
    await mara.sees(': Pause rehearsals\n');
    await answers(choices, 's');
    await answers('Why? Skipping stays visible: ', `the secret is ${canary(4)}`);
    await mara.checks('Assess doctrine impact', 'the incident channel knows until when MCP has to be back');
    await mara.changes('Note the ledger gap', harbour);
    await answers('Why does the ledger record no drills? ', `Authorization header was Bearer ${canary(5)}`);
    await mara.sees(': Wait for the gateway\n');
    await answers(choices, 'r');
    await answers('Is this so? whoever runs the gateway calls it stable (y yes, x no, n not yet): ', 'x');
    await answers(choices, 'n');
    await answers('Note: ', `export TOKEN=${canary(6)}`);
    await answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);

    const {session: id = ''} = journalOf({folder}).lines[0] ?? {};
    const beside = await plainPerson(t, ['run', 'stage-b-rehearsal', '--env', harbour, '--plain', '--operator', 'jonas', '--incident', 'INC-9', '--beside', id, '--reason', `they said: the passphrase is "${canary(7)}"`], {cwd: folder});
    shown.push(await beside.answers(choices, 'q'));
    await beside.leaves();
    for (const more of [['packet', '--note', `DB_PASSWORD=${canary(8)} was in the .env`], ['sessions', 'record', id], ['sessions', 'show', id], ['ledger', 'tail', '--env', harbour]]) {
      const {stdout, stderr} = await run(t, more, {cwd: folder});
      assert.doesNotMatch(stderr, /looks like a secret|^Set /m, more.join(' '));
      shown.push(stdout, stderr);
    }

    const status = await run(t, ['status', '--env', harbour], {cwd: folder});
    shown.push(status.stdout, status.stderr);

    const left = new Map([...tree(), ['what is shown', shown.join('\n')], ['the channel', JSON.stringify(channel.posted)]]);
    const hits = [...left].flatMap(([where, text]) => [...text.matchAll(/.{0,60}Canary\d-9x/g)].map(([found]) => `${where}: ${found}`));
    assert.deepEqual(hits, []);
    for (const said of ['curl -u mara:<redacted>', 'INC-8, password: <redacted>', 'the secret is <redacted>', 'Bearer <redacted>', 'export TOKEN=<redacted>', 'the passphrase is \\"<redacted>', 'DB_PASSWORD=<redacted>']) {
      assert.ok([...left.values()].some(text => text.includes(said)), `${said} is nowhere`);
    }
  });

  it('is seen on a screen while it is typed, and no longer', async t => {
    const person = await atFirstStep(t, 'practice', {size: [120, 36]});
    await person.presses('n');
    await types(person, `the token of operator_api was ${canary(1)}`);
    await person.sees('note kept');
    await person.doesNotSee(canary(1));
    await person.presses('n');
    await person.pastes(`curl -u mara:${canary(2)} https://gateway.example`);
    await person.sees(canary(2));
    await person.brings('enter', 'note kept');
    await person.doesNotSee(canary(2));
    await person.presses('page-down');
    await person.sees(/NOTE +\w+: the token of operator_api was <redacted>/);
    assert.deepEqual(told(person, 'note.added').map(({text}) => text), ['the token of operator_api was <redacted>', 'curl -u mara:<redacted> https://gateway.example']);
  });
});
