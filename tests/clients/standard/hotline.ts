/** The server under test, and what happens on it while clients listen. */
import assert from 'node:assert/strict';

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: tests/clients/run sets it`);
  return value;
}

export const HTTP = variable('HOTLINE_URL');
export const WS = HTTP.replace('http', 'ws');
export const STREAM = `${HTTP}/stream`;
export type Role = 'administrator' | 'dispatcher' | 'operator' | 'utility_service';
export const authorization = (role: Role): string => `Bearer ${variable(`TOKEN_${role.toUpperCase()}`)}`;

export const QUEUE = 'unit:ta-waterworks';
export const DISTRICTS = 'query Districts { districts(first: 1) { edges { node { code name } } } }';
export const DISTRICTS_ANSWER = [{ code: '370900', name: '泰安市' }];
export const REGISTER = `mutation Register($input: RegisterCaseInput!) {
  registerCase(input: $input) { case { id state } userErrors { code } } }`;
export const FOLLOW = `subscription Follow($queue: String!, $after: String) {
  workQueue(queue: $queue, after: $after) { __typename ... on QueueEvent { cursor qpos event { id type } } } }`;

export type Districts = { districts: { edges: { node: { code: string; name: string } }[] } };
export type Registered = { registerCase: { case: { id: string; state: string } | null; userErrors: { code: string }[] } };
export type Item =
  | { __typename: 'QueueHeartbeat' }
  | { __typename: 'QueueEvent'; cursor: string; qpos: string; event: { id: string; type: string } | null };
export type QueueEvent = Extract<Item, { __typename: 'QueueEvent' }>;
export type Followed = { workQueue: Item };

export const report = (title: string) => ({
  channel: 'WEB', kind: 'HELP_REQUEST', title, content: '小区停水。', district: '370902',
}); // prettier-ignore

/** A request as plain as it gets; the only field of its answer. */
export async function ask<T>(role: Role, query: string, variables: object = {}): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: authorization(role) };
  const response = await fetch(HTTP, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const body = (await response.json()) as { data?: Record<string, T & { userErrors?: unknown[] }>; errors?: unknown };
  assert.equal(body.errors, undefined, JSON.stringify(body.errors));
  const answer = Object.values(body.data ?? {})[0];
  assert.ok(answer);
  assert.equal(answer.userErrors?.length ?? 0, 0, JSON.stringify(answer.userErrors));
  return answer;
}

/** A case for the waterworks, which its queue tells. */
export async function dispatchOne(): Promise<void> {
  const unit = await ask<{ id: string }>('dispatcher', '{ unit(by: { code: "ta-waterworks" }) { id } }');
  const done = await ask<{ case: { id: string } }>('operator', REGISTER, { input: report('停水') });
  const caseId = done.case.id;
  const input = { caseId, category: '990000' };
  await ask('operator', 'mutation ($input: AcceptCaseInput!) { acceptCase(input: $input) { userErrors { code } } }', { input });
  const targets = [{ unitId: unit.id, role: 'LEAD', basis: '《供水条例》', reason: '供水' }];
  const dispatch = 'mutation ($input: DispatchCaseInput!) { dispatchCase(input: $input) { userErrors { code } } }';
  await ask('dispatcher', dispatch, { input: { caseId, targets } });
}

/** Every event of the queue so far, by plain requests. */
export async function queued(): Promise<QueueEvent[]> {
  const pull = `query ($queue: String!, $after: String) { queueEntries(queue: $queue, after: $after, first: 100, consumer: "checker") {
    edges { node { __typename cursor qpos event { id type } } } pageInfo { endCursor hasNextPage } } }`;
  type Page = { edges: { node: QueueEvent }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
  const found: QueueEvent[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page = await ask('utility_service', pull, { queue: QUEUE, after });
    found.push(...page.edges.map((edge) => edge.node));
    if (!page.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
}

/** What a client makes of the queue's items, until `enough` events have come. Ending it must end the subscription. */
export type Listen = (after: string | null, enough: number) => Promise<QueueEvent[]>;

/** Listen, leave, miss something, and resume behind the last cursor: nothing is missing and nothing comes twice. */
export async function followsAndResumes(listen: Listen): Promise<void> {
  const before = await queued();
  const start = before.at(-1)?.cursor ?? null;
  const listening = listen(start, 1);
  await dispatchOne();
  const live = await listening;
  await dispatchOne();
  const now = await queued();
  const fresh = now.slice(before.length);
  assert.deepEqual(live, fresh.slice(0, live.length));
  const rest = fresh.slice(live.length);
  assert.ok(rest.length > 0);
  assert.deepEqual(await listen(live.at(-1)?.cursor ?? null, rest.length), rest);
}
