/** Apollo Client: queries and mutations over HTTP, subscriptions over WebSocket. */
import assert from 'node:assert/strict';
import test from 'node:test';

import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import * as hotline from './hotline.js';

function client(role: hotline.Role) {
  const authorization = hotline.authorization(role);
  const socket = createClient({ url: hotline.WS, webSocketImpl: WebSocket, connectionParams: { authorization } });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new HttpLink({ uri: hotline.HTTP, headers: { authorization } }),
  );
  return { apollo: new ApolloClient({ link, cache: new InMemoryCache() }), socket };
}

test('Apollo Client queries and mutates', async () => {
  const { apollo } = client('operator');
  const found = await apollo.query<hotline.Districts>({ query: gql(hotline.DISTRICTS) });
  const codes = found.data?.districts.edges.map(({ node: { code, name } }) => ({ code, name }));
  assert.deepEqual(codes, hotline.DISTRICTS_ANSWER);
  const variables = { input: hotline.report('Apollo Client') };
  const done = await apollo.mutate<hotline.Registered>({ mutation: gql(hotline.REGISTER), variables });
  assert.equal(done.data?.registerCase.case?.state, 'RECEIVED');
});

test('Apollo Client subscribes and resumes', async () => {
  await hotline.followsAndResumes(async (after, enough) => {
    const { apollo, socket } = client('utility_service');
    const variables = { queue: hotline.QUEUE, after };
    const events = await new Promise<hotline.QueueEvent[]>((resolve, reject) => {
      const seen: hotline.QueueEvent[] = [];
      const stream = apollo.subscribe<hotline.Followed>({ query: gql(hotline.FOLLOW), variables }).subscribe({
        next: ({ data, error }) => {
          if (error) return reject(error);
          if (data?.workQueue.__typename === 'QueueEvent') seen.push(JSON.parse(JSON.stringify(data.workQueue)));
          if (seen.length < enough) return;
          stream.unsubscribe();
          resolve(seen);
        },
        error: reject,
      });
    });
    await socket.dispose();
    return events.map(({ event, ...rest }) => ({ ...rest, event: event && { id: event.id, type: event.type } }));
  });
});
