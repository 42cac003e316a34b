// Mercurius with its JIT: hand-written resolvers on prepared statements, loaders against N+1, as its users write them.
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

pg.types.setTypeParser(1184, (value) => value); // timestamptz as text: a favour to this peer
const pool = new pg.Pool({ host: process.env.DB_HOST, user: "hotline", database: process.env.DB_NAME, max: 10, min: 10 });
const query = (name, text, values) => pool.query({ name, text, values }).then((result) => result.rows);

const schema = `
type District { code: String! name: String! }
type Unit { id: ID! name: String! parent: Unit }
type Reporter { name: String phone: String identityMode: String! }
type Callback { resolved: String result: String process: String at: String! }
type Event { type: String! caseVersion: Int! occurredAt: String! }
type Assignment { id: ID! state: String! role: String! dueAt: String unit: Unit case: Case }
type Case {
  id: ID! caseNo: String! version: Int! state: String! kind: String! channel: String! urgency: String! secrecy: Int!
  category: String registeredAt: String! acceptedAt: String dueAt: String closedAt: String title: String content: String
  lastEventType: String! lastEventAt: String! district: District reporter: Reporter
  assignments: [Assignment!]! callbacks: [Callback!]! events: [Event!]!
}
type PageInfo { hasNextPage: Boolean! endCursor: String }
type AssignmentEdge { cursor: String! node: Assignment! }
type AssignmentConnection { edges: [AssignmentEdge!]! pageInfo: PageInfo! }
type CaseEdge { cursor: String! node: Case! }
type CaseConnection { totalCount: Int! edges: [CaseEdge!]! pageInfo: PageInfo! }
type CaseCount { district: String! state: String! count: Int! }
input RegisterCaseInput { row: String! }
type Query {
  case(id: ID!): Case
  assignments(unitPath: String!, state: String!, first: Int = 50): AssignmentConnection!
  cases(district: String!, state: String!, first: Int = 20): CaseConnection!
  caseCounts: [CaseCount!]!
}
type Mutation { registerCase(row: String!): Case! }`;

const caseColumns = `id, case_no "caseNo", version, state, kind, channel, urgency, secrecy, category, district "districtCode",
 registered_at "registeredAt", accepted_at "acceptedAt", due_at "dueAt", closed_at "closedAt", title_mask title,
 content_mask content, last_event_type "lastEventType", last_event_at "lastEventAt"`;
const partColumns = `id, case_id "caseId", unit_id "unitId", state, role, due_at "dueAt"`;
const unitColumns = `id, name, parent_id "parentId"`;

const paged = (rows, first) => {
  const more = rows.length > first;
  if (more) rows.pop();
  const edges = rows.map((row) => ({ cursor: `${row.dueAt},${row.id}`, node: row }));
  return { edges, pageInfo: { hasNextPage: more, endCursor: edges.at(-1)?.cursor ?? null } };
};
const resolvers = {
  Query: {
    case: async (_, { id }) => (await query("case", `select ${caseColumns} from case_file where id = $1`, [id]))[0],
    assignments: async (_, { unitPath, state, first }) =>
      paged(
        await query(
          "assignments",
          `select ${partColumns} from assignment where unit_path = $1 and state = $2 order by due_at, id limit $3`,
          [unitPath, state, first + 1],
        ),
        first,
      ),
    cases: async (_, { district, state, first }) => ({
      ...paged(
        await query(
          "cases",
          `select ${caseColumns} from case_file where district_path = $1 and state = $2 order by due_at, id limit $3`,
          [district, state, first + 1],
        ),
        first,
      ),
      of: [district, state],
    }),
    caseCounts: () =>
      query("counts", `select district, state, count(*)::int count from case_file group by 1, 2 order by 1, 2`, []),
  },
  CaseConnection: {
    totalCount: async ({ of }) =>
      (await query("total", `select count(*)::int n from case_file where district_path = $1 and state = $2`, of))[0].n,
  },
  Mutation: {
    registerCase: async (_, { row }) =>
      (await query("register", `select ${caseColumns} from bench_register($1)`, [row]))[0],
  },
};
const ids = (queries, of) => [...new Set(queries.map(of).filter((id) => id != null))];
const one = async (name, text, queries, of, key) => {
  const rows = new Map((await query(name, text, [ids(queries, of)])).map((row) => [row[key], row]));
  return queries.map((each) => rows.get(of(each)) ?? null);
};
const many = async (name, text, queries, of, key) => {
  const lists = new Map();
  for (const row of await query(name, text, [ids(queries, of)])) {
    const list = lists.get(row[key]);
    if (list) list.push(row);
    else lists.set(row[key], [row]);
  }
  return queries.map((each) => lists.get(of(each)) ?? []);
};
const loaders = {
  Unit: {
    parent: (queries) =>
      one("parent", `select ${unitColumns} from unit where id = any($1)`, queries, (each) => each.obj.parentId, "id"),
  },
  Assignment: {
    unit: (queries) =>
      one("unit", `select ${unitColumns} from unit where id = any($1)`, queries, (each) => each.obj.unitId, "id"),
    case: (queries) =>
      one("of", `select ${caseColumns} from case_file where id = any($1)`, queries, (each) => each.obj.caseId, "id"),
  },
  Case: {
    district: (queries) =>
      one("district", `select code, name from district where code = any($1)`, queries, (each) => each.obj.districtCode, "code"),
    reporter: (queries) =>
      one(
        "reporter",
        `select case_id "caseId", name_mask name, phone_mask phone, identity_mode "identityMode" from reporter where case_id = any($1)`,
        queries,
        (each) => each.obj.id,
        "caseId",
      ),
    assignments: (queries) =>
      many(
        "parts",
        `select ${partColumns} from assignment where case_id = any($1) order by dispatched_at, id`,
        queries,
        (each) => each.obj.id,
        "caseId",
      ),
    callbacks: (queries) =>
      many(
        "callbacks",
        `select case_id "caseId", resolved, result, process, at from callback where case_id = any($1) order by at, id`,
        queries,
        (each) => each.obj.id,
        "caseId",
      ),
    events: (queries) =>
      many(
        "events",
        `select case_id "caseId", type, case_version "caseVersion", occurred_at "occurredAt" from case_event
         where case_id = any($1) order by case_version, seq`,
        queries,
        (each) => each.obj.id,
        "caseId",
      ),
  },
};
const app = Fastify();
await app.register(mercurius, { schema, resolvers, loaders, jit: 1, cache: true });
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
console.log("ready");
