import assert from 'node:assert/strict';
import {test} from 'node:test';
import pg from 'pg';
import {postgres} from '../worlds/postgres.ts';

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client({connectionString: (await postgres()).url('postgres')});
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('the server of the tests is a real one, and keeps what it has acknowledged when it is killed', async () => {
  await ask('create table kept as select 1 as one');
  await (await postgres()).crash();
  assert.deepEqual(await ask('select * from kept'), [{one: 1}]);
  await ask('drop table kept');
});
