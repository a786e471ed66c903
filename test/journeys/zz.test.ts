import {test} from 'node:test';
import {deployment} from './deployment.ts';
import {plainPerson, choices} from './plain-person.ts';
test('x', async t => {
  const d = await deployment(t);
  const mara = await plainPerson(t, ['run','credential-rotation','--plain','--env','harbour','--operator','mara','--incident','INC-7'], {cwd: d.folder});
  try {
  await mara.checks('See what is live');
  await mara.sees(': Agree with a colleague\n');
  await mara.answers(choices, 'r');
  await mara.answers('or nothing and enter: ', 'Jonas');
  await mara.sees(/plan's digits, ([0-9a-f]{4}): $/);
  await mara.answers(': ', /plan's digits, ([0-9a-f]{4}): $/.exec(mara.page())?.[1] ?? '');
  await mara.answers(choices, 'r');
  await mara.answers('who revokes it? ', 'Jonas does');
  d.breaks('gateway-not-told');
  for (const token of ['harbour-second-token', 'harbour-third-token', 'harbour-fourth-token']) {
    await mara.changes('Update the secret', 'harbour');
    await mara.answers('The new token (not shown): ', token);
    await mara.changes('Prove the new token', 'harbour');
  }
  await mara.answers(choices, 'w');
  await mara.answers('Which? ', '');
  await mara.answers(choices, 'r');
  await mara.answers('different now? ', 'put back');
  } finally {
  console.log(await mara.leaves().catch(e => e.message));
  console.log(mara.bytes.replaceAll('\r',''));
  for (const [f, c] of d.tree()) if (c.includes('harbour-second')) console.log('FOUND', f);
  }
});
