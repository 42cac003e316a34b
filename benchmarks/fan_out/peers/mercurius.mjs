// Mercurius with its in-process publisher: the same union, document and values, of which it reads nothing from a database.
import Fastify from "fastify";
import mercurius from "mercurius";

const schema = `
scalar JSON
type CloudEvent { id: ID! type: String! time: String! data: JSON! caseVersion: Int! }
type Case { id: ID! caseNo: String! state: String! title: String }
type CaseEventUpdate { cursor: String! event: CloudEvent! case: Case }
type CaseEventsNow { cursor: String! }
union CaseEventItem = CaseEventsNow | CaseEventUpdate
type Query { hello: String! }
type Subscription { caseEvents(after: String): CaseEventItem! }`;

const resolvers = {
  Query: { hello: () => "world" },
  CaseEventItem: { resolveType: () => "CaseEventUpdate" },
  Subscription: { caseEvents: { subscribe: (_, __, { pubsub }) => pubsub.subscribe("cases") } },
};

const app = Fastify();
await app.register(mercurius, { schema, resolvers, jit: 1, cache: true, subscription: { fullWsTransport: true } });
app.post("/publish", async (request) => {
  for (let left = Number(request.query.n); left > 0; left--) {
    app.graphql.pubsub.publish({ topic: "cases", payload: request.body.payload.data });
    await new Promise(setImmediate);
  }
  return "";
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
