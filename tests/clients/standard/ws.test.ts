/** graphql-transport-ws: every close code of the protocol, and the reference client `graphql-ws`. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';

import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

import * as hotline from './hotline.js';

const INIT = { type: 'connection_init', payload: { authorization: hotline.authorization('operator') } };
const FOREVER = {
  type: 'subscribe',
  id: '1',
  payload: { query: hotline.FOLLOW, variables: { queue: hotline.QUEUE } },
};

/** With which code the server closes a socket on which these frames were sent. */
async function closed(frames: unknown[], protocol = 'graphql-transport-ws', init: object = INIT): Promise<number> {
  const socket = new WebSocket(hotline.WS, protocol);
  await once(socket, 'open');
  for (const frame of frames) socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame === INIT ? init : frame));
  const [code] = await once(socket, 'close');
  return code;
}

const utility = { ...INIT, payload: { authorization: hotline.authorization('utility_service') } };

test('4400: a message that is none', async () => {
  for (const frame of ['{', '5', 'null', '{"type":"start"}', '{"type":"subscribe","id":1,"payload":{"query":"{a}"}}'])
    assert.equal(await closed([INIT, frame]), 4400, frame);
});

test('4401: an operation before the connection is initialised', async () => {
  assert.equal(await closed([FOREVER]), 4401);
});

test('4403: a token that is none', async () => {
  assert.equal(await closed([{ type: 'connection_init', payload: { authorization: 'Bearer none' } }]), 4403);
});

test('4406: the older subprotocol of the same endpoint', async () => {
  const older = new WebSocket(hotline.WS, 'graphql-ws');
  const [refused] = await once(older, 'error');
  assert.equal((refused as Error).message, 'Server sent no subprotocol');
  const [code] = await once(new WebSocket(hotline.WS), 'close');
  assert.equal(code, 4406);
});

test('4408: no connection_init in time', { timeout: 10_000 }, async () => {
  assert.equal(await closed([]), 4408);
});

test('4409: an id that is in use', async () => {
  assert.equal(await closed([INIT, FOREVER, FOREVER], 'graphql-transport-ws', utility), 4409);
});

test('4429: a second connection_init', async () => {
  assert.equal(await closed([INIT, INIT]), 4429);
});

function client(role: hotline.Role): Client {
  const connectionParams = { authorization: hotline.authorization(role) };
  return createClient({ url: hotline.WS, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
}

async function first<T>(one: Client, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  for await (const { data, errors } of one.iterate<T>({ query, variables })) {
    assert.equal(errors, undefined);
    return data as T;
  }
  throw new Error('no answer');
}

test('graphql-ws queries and mutates over one socket', async () => {
  const one = client('operator');
  const found = await first<hotline.Districts>(one, hotline.DISTRICTS);
  assert.deepEqual(found.districts.edges.map((edge) => edge.node), hotline.DISTRICTS_ANSWER);
  const done = await first<hotline.Registered>(one, hotline.REGISTER, { input: hotline.report('graphql-ws') });
  assert.deepEqual(done.registerCase.userErrors, []);
  await one.dispose();
});

test('graphql-ws: an error ends its operation, not the socket', async () => {
  const one = client('operator');
  await assert.rejects(first(one, '{ noSuchField }'), (errors: { extensions: { code: string } }[]) => {
    assert.equal(errors[0]?.extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    return true;
  });
  assert.ok((await first<hotline.Districts>(one, hotline.DISTRICTS)).districts);
  await one.dispose();
});

test('graphql-ws subscribes and resumes', async () => {
  await hotline.followsAndResumes(async (after, enough) => {
    const one = client('utility_service');
    const events: hotline.QueueEvent[] = [];
    const query = { query: hotline.FOLLOW, variables: { queue: hotline.QUEUE, after } };
    for await (const { data } of one.iterate<hotline.Followed>(query)) {
      if (data?.workQueue.__typename === 'QueueEvent') events.push(data.workQueue);
      if (events.length >= enough) break;
    }
    await one.dispose();
    return events;
  });
});
