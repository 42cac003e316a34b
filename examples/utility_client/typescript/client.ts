/** A company's end of its work queue: every event once in a local inbox, whatever falls over meanwhile. See ../README.md. */
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

type Event = { id: string; type: string; subject: string; time: string; caseVersion: number; data: unknown };
type Entry = { __typename?: 'QueueEvent'; cursor: string; qpos: string; eventId: string; digest: string; event: Event | null };
type Resync = { __typename: 'QueueResync'; fromQpos: string; reason: string };
type Item = Entry | Resync | { __typename: 'QueueHeartbeat'; head: string; acked: string };
type Answer = { workQueue: Item; queueDigest: { before: string; after: string }; queueEntries: { edges: { node: Entry }[] } };

const DOCUMENT = readFileSync(new URL('../../queue.graphql', import.meta.url), 'utf8');
const [SILENCE, ACK_EVERY] = [30_000, 500];
const HOPELESS = ['BAD_USER_INPUT', 'CURSOR_NOT_OURS', 'GRAPHQL_VALIDATION_FAILED', 'NOT_ALLOWED', 'UNKNOWN_QUEUE'];

/** The only thing this side must not lose: a file with a line for each place of the queue, and whether its event is `new`. */
class Inbox {
  readonly at = new Map<number, Entry>();
  readonly ids = new Set<string>();
  last: number | null = null;
  told: string | null = null;

  constructor(path: string, readonly file = openSync(path, 'a+')) {
    const text = readFileSync(path);
    const whole = text.lastIndexOf('\n') + 1;
    ftruncateSync(this.file, whole); // what a crash cut off was not acknowledged: it comes again
    for (const line of text.subarray(0, whole).toString().split('\n').slice(0, -1)) this.learn(JSON.parse(line));
  }

  /** An entry, or a QueueResync. One whose event is known, or not ours to see, is a place and nothing more. */
  keep(item: Entry | Resync): void {
    const isNew = 'event' in item && item.event !== null && !this.ids.has(item.eventId);
    writeSync(this.file, `${JSON.stringify({ ...item, new: isNew })}\n`);
    this.learn(item);
  }

  /** Of a place; null for one that is not here, which stands for what is acknowledged. */
  cursor(qpos: number | null): string | null {
    return (qpos !== null && this.at.get(qpos)?.cursor) || null;
  }

  /** Folded over these places: the same as the hotline's if, and only if, both have the same events. */
  chain(before: string, first: number, last: number): string {
    let link = Buffer.from(before, 'hex');
    for (let qpos = first; qpos <= last; qpos++) {
      const { eventId = '', digest = '' } = this.at.get(qpos) ?? {};
      const event = qpos.toString(16).padStart(16, '0') + eventId.replaceAll('-', '') + digest;
      link = createHash('sha256').update(link).update(event, 'hex').digest();
    }
    return link.toString('hex');
  }

  private learn(line: Entry | Resync): void {
    if ('fromQpos' in line) {
      this.last = Number(line.fromQpos); // history was rewritten after it: those places come anew
      for (const qpos of this.at.keys()) if (qpos > this.last) this.at.delete(qpos);
    } else {
      this.at.set(Number(line.qpos), line);
      this.last = Math.max(Number(line.qpos), this.last ?? 0);
      if (line.event) this.ids.add(line.eventId);
    }
  }
}

/** A connection with a new token: the last one may have expired. It does not come back by itself: that is for `run`. */
function connect(): Client {
  const token = () => execSync(options['token-command'], { encoding: 'utf8', timeout: SILENCE }).trim().split(/\s+/).at(-1);
  const connectionParams = () => ({ authorization: `Bearer ${token()}` });
  return createClient({ url: options.url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams });
}

/** The answers to an operation of the document. */
async function* ask(client: Client, operationName: string, variables: Record<string, unknown>): AsyncGenerator<Answer> {
  for await (const { data, errors } of client.iterate<Answer>({ query: DOCUMENT, operationName, variables })) {
    if (errors || !data) throw errors;
    yield data;
  }
}

/** Acknowledge what is on the disk, all at once, until it is not RETRY_LATER. CURSOR_FORKED is followed by a QueueResync. */
async function acknowledge(client: Client, queue: string, inbox: Inbox): Promise<void> {
  const cursor = inbox.cursor(inbox.last);
  if (cursor === null || cursor === inbox.told) return;
  fsyncSync(inbox.file);
  const answer = JSON.stringify((await ask(client, 'Acknowledge', { queue, cursor }).next()).value);
  console.log('acknowledged:', answer);
  inbox.told = answer.includes('"RETRY_LATER"') ? null : cursor;
}

/** Take what comes until the connection ends; one that says nothing for too long is ended. */
async function follow(queue: string, inbox: Inbox): Promise<void> {
  const client = connect();
  const patience = setTimeout(() => client.terminate(), SILENCE);
  const acks = setInterval(() => acknowledge(client, queue, inbox).catch(() => client.terminate()), ACK_EVERY);
  try {
    for await (const { workQueue: item } of ask(client, 'Follow', { queue, after: inbox.cursor(inbox.last) })) {
      patience.refresh();
      if ('qpos' in item && inbox.last !== null && Number(item.qpos) > inbox.last + 1)
        throw new Error(`place ${inbox.last + 1} is missing`); // ask again from our cursor
      if (item.__typename !== 'QueueHeartbeat') inbox.keep(item);
    }
  } finally {
    clearTimeout(patience);
    clearInterval(acks);
    await client.dispose();
  }
}

/** Until it is refused: whatever else ends a connection, 1001, 1006, 1012 and 4401 alike, the file knows where to go on. */
async function run(queue: string, inbox: Inbox): Promise<void> {
  for (let [failures, why] = [0, '']; !HOPELESS.includes(why); ) {
    const known = inbox.at.size;
    const cut = await follow(queue, inbox).catch((end) => end);
    why = Array.isArray(cut) ? cut[0]?.extensions?.code : (cut?.code ?? cut?.message);
    console.log('cut off:', why);
    failures = inbox.at.size > known ? 0 : Math.min(failures + 1, 5);
    await sleep(100 + Math.random() * 1000 * 2 ** failures); // not all at once, nor as often when it lasts
  }
  process.exitCode = 1;
}

/** Compare a day with the hotline by its digest, and if they differ, entry by entry; take what is missing. */
async function reconcile(queue: string, inbox: Inbox, date: string): Promise<void> {
  const client = connect();
  const day = [...inbox.at].filter(([, entry]) => entry.event?.time.startsWith(date)).map(([qpos]) => qpos);
  let [place, last, differed] = [day.length ? Math.min(...day) : 1, Math.max(0, ...day), 0];
  const digest = ask(client, 'Digest', { queue, first: `${place}`, last: `${last}` });
  const theirs: Answer['queueDigest'] | null = day.length ? (await digest.next()).value.queueDigest : null;
  if (theirs && inbox.chain(theirs.before, place, last) !== theirs.after) {
    let after = inbox.cursor(Math.max(...[...inbox.at.keys()].filter((qpos) => qpos < place)));
    while (place <= last) {
      for (const { node } of (await ask(client, 'Pull', { queue, after }).next()).value.queueEntries.edges) {
        differed += Number(inbox.at.get(Number(node.qpos))?.digest !== node.digest);
        inbox.keep(node);
        [place, after] = [Number(node.qpos) + 1, node.cursor];
      }
    }
  }
  console.log(`${date}: ${day.length} events were here, ${differed} places differed and were taken`);
  await client.dispose();
}

const text = { type: 'string', default: '' } as const;
const options = parseArgs({ options: { url: text, queue: text, inbox: text, 'token-command': text, reconcile: text } }).values;
await (options.reconcile ? reconcile : run)(options.queue, new Inbox(options.inbox), options.reconcile);
