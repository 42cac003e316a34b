// Runs the GraphQL-over-HTTP audits of graphql-http against a server: node run.mjs http://127.0.0.1:8000/graphql
// Four audits use introspection for their variables, so the caller must be allowed to: AUTHORIZATION='Bearer …'.
// Exits 1 unless every audit passes and none of the audits this version knows is missing.
import { auditServer } from 'graphql-http';

const EXPECTED = 61;
const url = process.argv[2];
if (!url) {
  console.error('usage: node run.mjs <url of the GraphQL endpoint>');
  process.exit(2);
}

const authorization = process.env.AUTHORIZATION;
const fetchFn = (input, init = {}) =>
  fetch(input, { ...init, headers: { ...init.headers, ...(authorization && { authorization }) } });

const results = await auditServer({ url, fetchFn });
const missed = results.filter((result) => result.status !== 'ok');
for (const { id, name, status, reason } of missed) console.log(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length - missed.length}/${EXPECTED} audits passed`);
process.exit(missed.length === 0 && results.length === EXPECTED ? 0 : 1);
