/** urql: queries and mutations over HTTP, subscriptions over WebSocket and, on its own, over SSE. */
import assert from 'node:assert/strict';
import test from 'node:test';

import { cacheExchange, createClient, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient as createSocket } from 'graphql-ws';
import WebSocket from 'ws';

import * as hotline from './hotline.js';

function client(role: hotline.Role) {
  const headers = { authorization: hotline.authorization(role) };
  const socket = createSocket({ url: hotline.WS, webSocketImpl: WebSocket, connectionParams: headers });
  const overSocket = subscriptionExchange({
    forwardSubscription: ({ query, variables }) => ({
      subscribe: (sink) => ({
        unsubscribe: socket.subscribe({ query: query ?? '', variables: variables as Record<string, unknown> }, sink),
      }),
    }),
  });
  const exchanges = [cacheExchange, fetchExchange, overSocket];
  return { urql: createClient({ url: hotline.HTTP, fetchOptions: { headers }, exchanges }), socket };
}

test('urql queries and mutates', async () => {
  const { urql } = client('operator');
  const found = await urql.query<hotline.Districts>(hotline.DISTRICTS, {}).toPromise();
  assert.equal(found.error, undefined);
  const codes = found.data?.districts.edges.map(({ node: { code, name } }) => ({ code, name }));
  assert.deepEqual(codes, hotline.DISTRICTS_ANSWER);
  const done = await urql.mutation<hotline.Registered>(hotline.REGISTER, { input: hotline.report('urql') }).toPromise();
  assert.equal(done.error, undefined);
  assert.equal(done.data?.registerCase.case?.state, 'RECEIVED');
});

test('urql subscribes and resumes', async () => {
  await hotline.followsAndResumes(async (after, enough) => {
    const { urql, socket } = client('utility_service');
    const events = await new Promise<hotline.QueueEvent[]>((resolve, reject) => {
      const seen: hotline.QueueEvent[] = [];
      const stream = urql.subscription<hotline.Followed>(hotline.FOLLOW, { queue: hotline.QUEUE, after });
      const { unsubscribe } = stream.subscribe(({ data, error }) => {
        if (error) return reject(error);
        if (data?.workQueue.__typename === 'QueueEvent') seen.push(data.workQueue);
        if (seen.length < enough) return;
        unsubscribe();
        resolve(seen);
      });
    });
    await socket.dispose();
    return events.map(({ __typename, cursor, qpos, event }) => ({
      __typename, cursor, qpos, event: event && { id: event.id, type: event.type },
    })); // prettier-ignore
  });
});
