/** A company's end of its work queue: every event once in a local inbox, whatever falls over meanwhile. See ../README.md. */
import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

import { Inbox, type Entry, type Resync } from './inbox.js';

const DOCUMENT = readFileSync(new URL('../../queue.graphql', import.meta.url), 'utf8');
const SILENCE = 30_000;
const ACK_EVERY = 500;
const HOPELESS = new Set<unknown>([4400, 4403, 4406, 'BAD_USER_INPUT', 'CURSOR_NOT_OURS', 'FORBIDDEN',
  'GRAPHQL_VALIDATION_FAILED', 'UNKNOWN_QUEUE']); // prettier-ignore
const OPTIONS = { url: { type: 'string' }, queue: { type: 'string' }, inbox: { type: 'string' },
  'token-command': { type: 'string' }, reconcile: { type: 'string' } } as const; // prettier-ignore

type Item = Entry | Resync | { __typename: 'QueueHeartbeat'; head: string; acked: string };
type Acked = { ackQueue: { acked: string | null; userErrors: { code: string; message: string }[] } };
type Digest = { queueDigest: { before: string; after: string } };
type Pulled = { queueEntries: { edges: { node: Entry }[] } };

const options = parseArgs({ options: OPTIONS }).values;

function required(name: 'url' | 'queue' | 'inbox' | 'token-command'): string {
  const value = options[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

/** A connection with a new token: the last one may have expired. It does not come back by itself: that is for `run`. */
function connect(): Client {
  return createClient({
    url: required('url'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: () => {
      const said = execSync(required('token-command'), { encoding: 'utf8', timeout: SILENCE });
      return { authorization: `Bearer ${said.trim().split(/\s+/).at(-1)}` };
    },
  });
}

/** The answers to an operation of the document. */
async function* ask<T>(client: Client, operationName: string, variables: Record<string, unknown>): AsyncGenerator<T> {
  for await (const { data, errors } of client.iterate<T>({ query: DOCUMENT, operationName, variables })) {
    if (errors || !data) throw errors;
    yield data;
  }
}

async function once<T>(client: Client, operationName: string, variables: Record<string, unknown>): Promise<T> {
  for await (const data of ask<T>(client, operationName, variables)) return data;
  throw new Error(`${operationName} was not answered`);
}

/** Acknowledge what is on the disk, all at once, until the connection ends. */
async function acknowledge(client: Client, queue: string, inbox: Inbox, over: AbortSignal): Promise<void> {
  let told: string | null = null;
  while (!over.aborted) {
    await sleep(ACK_EVERY);
    const cursor = inbox.cursor(inbox.last);
    if (over.aborted || cursor === null || cursor === told) continue;
    inbox.sync();
    const { ackQueue } = await once<Acked>(client, 'Acknowledge', { queue, cursor });
    told = cursor; // if it was refused, with CURSOR_FORKED say, the stream is about to tell from where it goes on
    console.log(`acknowledged ${ackQueue.acked}`, ...ackQueue.userErrors);
  }
}

/** Take what comes until the connection ends; one that says nothing for too long is ended. */
async function follow(queue: string, inbox: Inbox): Promise<void> {
  const client = connect();
  const over = new AbortController();
  const patience = setTimeout(() => client.terminate(), SILENCE);
  acknowledge(client, queue, inbox, over.signal).catch((end) => console.log('not acknowledged:', why(end)));
  try {
    const after = inbox.cursor(inbox.last);
    for await (const { workQueue: item } of ask<{ workQueue: Item }>(client, 'Follow', { queue, after })) {
      patience.refresh();
      if (item.__typename === 'QueueHeartbeat') continue;
      if ('qpos' in item && inbox.last !== null && Number(item.qpos) > inbox.last + 1)
        throw new Error(`place ${inbox.last + 1} is missing`); // ask again from our cursor
      inbox.keep(item);
    }
  } finally {
    clearTimeout(patience);
    over.abort();
    await client.dispose();
  }
}

/** The code of the error that ended the stream, or with which the socket was closed. */
function why(end: unknown): unknown {
  if (Array.isArray(end)) return end[0]?.extensions?.code;
  return (end as { code?: unknown }).code ?? (end as Error).message;
}

/** For ever: whatever ends a connection, 1001, 1006, 1012 and 4401 alike, the file knows where to go on. */
async function run(queue: string, inbox: Inbox): Promise<never> {
  for (let failures = 0; ; ) {
    const known = inbox.at.size;
    try {
      await follow(queue, inbox);
    } catch (end) {
      console.log('cut off with', why(end));
      if (HOPELESS.has(why(end))) process.exit(1);
    }
    failures = inbox.at.size > known ? 0 : Math.min(failures + 1, 5);
    await sleep(100 + Math.random() * 1000 * 2 ** failures); // not all at once, nor as often when it lasts
  }
}

/** Compare a day with the hotline by its digest, and if they differ, entry by entry; take what is missing. */
async function reconcile(queue: string, inbox: Inbox, date: string): Promise<void> {
  const client = connect();
  const day = inbox.day(date);
  const last = Math.max(0, ...day);
  let [place, differed] = [day.length ? Math.min(...day) : 1, 0];
  const range = { queue, first: String(place), last: String(last) };
  const theirs = day.length ? (await once<Digest>(client, 'Digest', range)).queueDigest : null;
  if (theirs && inbox.chain(theirs.before, place, last) !== theirs.after) {
    let after = inbox.cursor(Math.max(...[...inbox.at.keys()].filter((qpos) => qpos < place)));
    while (place <= last) {
      for (const { node } of (await once<Pulled>(client, 'Pull', { queue, after })).queueEntries.edges) {
        [place, after] = [Number(node.qpos) + 1, node.cursor];
        if (inbox.at.get(Number(node.qpos))?.digest === node.digest) continue;
        inbox.keep(node);
        differed++;
      }
    }
  }
  inbox.sync();
  console.log(`${date}: ${day.length} events were here, ${differed} places differed and were taken`);
  await client.dispose();
}

const inbox = new Inbox(required('inbox'));
await (options.reconcile ? reconcile(required('queue'), inbox, options.reconcile) : run(required('queue'), inbox));
