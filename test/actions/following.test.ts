import assert from 'node:assert/strict';
import {it} from 'node:test';
import {following} from '../../source/actions/yield-reports.ts';

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

async function heard<Report, Result>(
  running: AsyncGenerator<Report, Result>,
): Promise<{reports: Report[]; result: Result}> {
  const reports: Report[] = [];
  for (;;) {
    const {done, value} = await running.next();
    if (done) return {reports, result: value};
    reports.push(value);
  }
}

it('every report comes through in order, whenever it was made, and the result after them', async () => {
  const running = following<string, number>(async report => {
    report('at once');
    report('twice');
    await turn();
    report('later');
    await turn();
    await turn();
    report('last');
    return 7;
  });
  assert.deepEqual(await heard(running), {reports: ['at once', 'twice', 'later', 'last'], result: 7});
});

it('a report comes through while the task still runs', async () => {
  let finish = (): void => {};
  const running = following<string, void>(async report => {
    report('under way');
    await new Promise<void>(resolve => (finish = resolve));
  });
  assert.deepEqual(await running.next(), {done: false, value: 'under way'});
  finish();
  assert.deepEqual(await running.next(), {done: true, value: undefined});
});

it('a task that fails is heard to its end and then fails', async () => {
  const running = following<string, void>(async report => {
    report('before');
    await turn();
    report('between');
    throw new Error('after');
  });
  assert.equal((await running.next()).value, 'before');
  assert.equal((await running.next()).value, 'between');
  await assert.rejects(running.next(), {message: 'after'});
});

it('a task with nothing to report is only its result', async () => {
  assert.deepEqual(await heard(following<string, string>(async () => 'quiet')), {reports: [], result: 'quiet'});
});
