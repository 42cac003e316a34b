/** What has been received: the only thing that this side must not lose. */
import { createHash } from 'node:crypto';
import { fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

export type Entry = {
  __typename?: 'QueueEvent';
  cursor: string;
  qpos: string;
  digest: string;
  event: { id: string; type: string; subject: string; time: string; caseVersion: number; data: unknown } | null;
};
export type Resync = { __typename: 'QueueResync'; fromQpos: string; reason: string };

/** A file with a line for each place of the queue: the entry, its cursor, and whether its event is `new`. */
export class Inbox {
  readonly at = new Map<number, Entry>();
  readonly ids = new Set<string>();
  last: number | null = null;
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'a+');
    const text = readFileSync(path);
    const whole = text.lastIndexOf('\n') + 1;
    ftruncateSync(this.file, whole); // what a crash cut off was not acknowledged: it comes again
    const lines = text.subarray(0, whole).toString().split('\n').slice(0, -1);
    for (const line of lines) this.learn(JSON.parse(line));
  }

  /** An entry, or a QueueResync. One whose event is known, or not ours to see, is a place and nothing more. */
  keep(item: Entry | Resync): void {
    const isNew = 'event' in item && item.event !== null && !this.ids.has(item.event.id);
    writeSync(this.file, `${JSON.stringify({ ...item, new: isNew })}\n`);
    this.learn(item);
  }

  /** Of a place; null for one that is not here, which stands for what is acknowledged. */
  cursor(qpos: number | null): string | null {
    return (qpos !== null && this.at.get(qpos)?.cursor) || null;
  }

  /** Everything is on the disk. */
  sync(): void {
    fsyncSync(this.file);
  }

  /** The places of a day's events. */
  day(date: string): number[] {
    return [...this.at].filter(([, entry]) => entry.event?.time.startsWith(date)).map(([qpos]) => qpos);
  }

  /** Folded over these places: the same as the hotline's if, and only if, both have the same events. */
  chain(before: string, first: number, last: number): string {
    let link = Buffer.from(before, 'hex');
    for (let qpos = first; qpos <= last; qpos++) {
      const entry = this.at.get(qpos);
      if (!entry?.event) continue;
      const place = Buffer.alloc(8);
      place.writeBigUInt64BE(BigInt(qpos));
      const id = Buffer.from(entry.event.id.replaceAll('-', ''), 'hex');
      link = createHash('sha256').update(Buffer.concat([link, place, id, Buffer.from(entry.digest, 'hex')])).digest();
    }
    return link.toString('hex');
  }

  private learn(line: Entry | Resync): void {
    if ('fromQpos' in line) {
      this.last = Number(line.fromQpos); // history was rewritten after it: those places come anew
      for (const qpos of this.at.keys()) if (qpos > this.last) this.at.delete(qpos);
      return;
    }
    this.at.set(Number(line.qpos), line);
    this.last = Math.max(Number(line.qpos), this.last ?? 0);
    if (line.event) this.ids.add(line.event.id);
  }
}
