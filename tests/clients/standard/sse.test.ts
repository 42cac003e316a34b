/** GraphQL over server-sent events with the reference client `graphql-sse`, in both modes. */
import assert from 'node:assert/strict';
import test from 'node:test';

import { createClient, type Client } from 'graphql-sse';

import * as hotline from './hotline.js';

for (const singleConnection of [false, true]) {
  const mode = singleConnection ? 'single connection mode' : 'distinct connections mode';

  const client = (role: hotline.Role): Client<boolean> => {
    const headers = { authorization: hotline.authorization(role) };
    return createClient({ url: hotline.STREAM, singleConnection, headers, retryAttempts: 0 });
  };

  const first = async <T>(one: Client<boolean>, query: string, variables: Record<string, unknown> = {}): Promise<T> => {
    for await (const { data, errors } of one.iterate<T>({ query, variables })) {
      assert.equal(errors, undefined);
      return data as T;
    }
    throw new Error('no answer');
  };

  test(`graphql-sse queries and mutates in ${mode}`, async () => {
    const one = client('operator');
    const found = await first<hotline.Districts>(one, hotline.DISTRICTS);
    assert.deepEqual(found.districts.edges.map((edge) => edge.node), hotline.DISTRICTS_ANSWER);
    const done = await first<hotline.Registered>(one, hotline.REGISTER, { input: hotline.report('graphql-sse') });
    assert.deepEqual(done.registerCase.userErrors, []);
    one.dispose();
  });

  test(`graphql-sse subscribes and resumes in ${mode}`, async () => {
    await hotline.followsAndResumes(async (after, enough) => {
      const one = client('utility_service');
      const events: hotline.QueueEvent[] = [];
      const query = { query: hotline.FOLLOW, variables: { queue: hotline.QUEUE, after } };
      for await (const { data } of one.iterate<hotline.Followed>(query)) {
        if (data?.workQueue.__typename === 'QueueEvent') events.push(data.workQueue);
        if (events.length >= enough) break;
      }
      one.dispose();
      return events;
    });
  });
}

test('two subscriptions share one stream in single connection mode', async () => {
  const headers = { authorization: hotline.authorization('utility_service') };
  const one = createClient({ url: hotline.STREAM, singleConnection: true, headers, retryAttempts: 0 });
  const query = { query: hotline.FOLLOW, variables: { queue: hotline.QUEUE } };
  const both = [one.iterate<hotline.Followed>(query), one.iterate<hotline.Followed>(query)];
  for (const answers of both) {
    const { value } = await answers.next();
    assert.ok(value?.data);
  }
  for (const answers of both) await answers.return?.();
  one.dispose();
});
