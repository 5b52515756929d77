// What a pipeline does: deploys over the Ring API, waits until it runs, and shows what happened.
//
// ORCHESTRY_URL: a node, or several with commas (http://localhost:8000). ORCHESTRY_TOKEN: an API token; or ORCHESTRY_PASSWORD of the user admin.
import { setTimeout } from 'node:timers/promises';
import Orchestry from 'orchestry-client';

const { ORCHESTRY_URL = 'http://localhost:8000', ORCHESTRY_TOKEN, ORCHESTRY_PASSWORD } = process.env;
const name = 'pipeline';
const client = new Orchestry(ORCHESTRY_URL.split(','), { token: ORCHESTRY_TOKEN });
if (ORCHESTRY_TOKEN === undefined) {
  await client.login('admin', ORCHESTRY_PASSWORD);
}
await client.ring.applyDeployment({
  name,
  runtime: 'docker',
  image: 'orchestry/hello:1',
  replicas: 2,
  ports: [{ target: 80 }],
  health_checks: [{ type: 'http', url: 'http://localhost:80/', interval: '1s', timeout: '1s', readiness: true }],
});
const deadline = performance.now() + 60_000;
let deployment;
do {
  await setTimeout(200);
  deployment = await client.ring.deployment(name);
} while (['creating', 'deleted'].includes(deployment.status) && performance.now() < deadline);
console.log(`${name} is ${deployment.status} ${deployment.status_reason}`);
for (const event of (await client.ring.deploymentEvents(name, { limit: 5 })).reverse()) {
  console.log(event.timestamp, event.message);
}
process.exitCode = deployment.status === 'running' ? 0 : 1;
