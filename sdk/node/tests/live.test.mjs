// Against a real cluster with a real engine.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Orchestry, * as sdk from 'orchestry-client';
import { appFile, killLeader, live, require, spec, urls } from './live.mjs';

const AsyncFunction = (async () => {}).constructor;

async function remove(name) {
  try {
    await new Orchestry(await urls()).removeApp(name, { force: true });
  } catch (error) {
    assert.ok(error instanceof sdk.AppNotFoundError, error);
  }
}

/** A client of all nodes, and an application that runs once. */
async function running(t, name) {
  await remove(name);
  t.after(() => remove(name));
  const client = new Orchestry(await urls());
  await client.registerApp(spec(name));
  await client.startApp(name, { replicas: 1 });
  return client;
}

async function until(condition) {
  const deadline = performance.now() + 20_000;
  while (!await condition()) {
    assert.ok(performance.now() < deadline, `in vain: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('the examples of the README run as they stand', live, async (t) => {
  await remove('my-app');
  const folder = mkdtempSync(join(tmpdir(), 'orchestry-sdk-readme-'));
  t.after(async () => {
    rmSync(folder, { recursive: true });
    await remove('my-app');
  });
  copyFileSync(fileURLToPath(appFile), join(folder, 'app.json'));
  const [leader, other] = await urls();
  const blocks = [...readFileSync(new URL('../README.md', import.meta.url), 'utf8').matchAll(/^```javascript\n(.*?)^```$/gms)].map(([, code]) => code);
  assert.ok(blocks.length > 4);
  const printed = [];
  const inFolder = createRequire(join(folder, 'x.js'));
  // The only thing that differs: where the nodes are.
  const code = blocks.map((block) => block.replace('http://localhost:8000', leader).replaceAll('http://localhost:8000', other)).join('\n');
  await new AsyncFunction('require', 'console', code)(
    (name) => (name === 'orchestry-client' ? require(name) : inFolder(name)), { log: (...values) => printed.push(values.join(' ')) });
  assert.ok(printed.includes('App is running with 3 replicas'), printed.join('\n'));
  assert.ok(printed.includes('APP_NOT_FOUND 404 true'));
});

test('every endpoint answers', live, async (t) => {
  const name = 'sdk-walk';
  await remove(name);
  t.after(() => remove(name));
  // Writes begin at a node that must redirect them.
  const client = new Orchestry((await urls()).reverse());
  const called = new Set();
  const ask = (method, ...args) => {
    called.add(method);
    return client[method](...args);
  };
  assert.equal((await ask('registerApp', spec(name))).status, 'registered');
  await assert.rejects(client.registerApp(spec(name)), sdk.AppAlreadyExistsError);
  assert.equal((await ask('getAppSpec', name)).metadata.name, name);
  assert.equal((await ask('startApp', name, { replicas: 1 })).status, 'running');
  assert.equal((await ask('scaleApp', name, 2, { timeout: 60 })).current_replicas, 2);
  // A node that does not lead learns a moment later that the replicas are ready.
  await until(async () => (await ask('getAppStatus', name)).replicas.healthy === 2);
  await until(async () => (await ask('getAppHealth', name)).overall_health === 'healthy');
  assert.equal((await ask('checkHealth', name)).containers_checked, 2);
  assert.ok((await ask('listApps', { status: 'running' })).apps.some((app) => app.name === name));
  assert.ok((await ask('getLogs', name, { tail: 5, since: '1h' })).logs.length > 0);
  assert.equal((await ask('getEvents', name, { type: 'scaling', limit: 2 })).has_more, true);
  assert.equal((await ask('getAppMetrics', name, { history: 2, interval: '5m' })).app_name, name);
  await ask('updateScaling', name, { mode: 'manual', min_replicas: 1, max_replicas: 7 });
  assert.equal((await ask('getScaling', name)).policy.max_replicas, 7);
  assert.equal((await ask('simulateScaling', name, {
    series: [{ timestamp: '2026-01-01T00:00:00Z', rps: 10 }, { timestamp: '2026-01-01T00:10:00Z', rps: 500 }],
  })).samples, 2);
  assert.equal((await ask('getScalingDecisions', name, { limit: 3 })).app_name, name);
  for (const stream of [ask('metrics', name), ask('events', { app: name, tail: 3 }), ask('logs', name, { follow: true })]) {
    const { value } = await stream.next();
    assert.equal(value.cursor, stream.cursor);
    assert.ok(value.timestamp);
    stream.close();
  }
  assert.equal((await ask('stopApp', name, { timeout: 1 })).status, 'stopped');
  assert.equal((await ask('removeApp', name, { force: true })).app_name, name);
  const { scaling } = await ask('getConfig');
  assert.equal((await ask('updateConfig', { scaling: { default_cooldown: scaling.default_cooldown } })).config.version, '1.0.0');
  assert.equal((await ask('clusterStatus')).cluster_size, 2);
  assert.equal((await ask('clusterLeader')).api_url, (await urls())[0]);
  assert.equal((await ask('clusterHealth')).cluster_ready, true);
  assert.equal((await ask('systemHealth')).components.docker.status, 'healthy');
  assert.ok((await ask('systemMetrics')).timestamp);
  assert.match(await ask('prometheusMetrics'), /orchestry_/);
  assert.match((await ask('apiDocument')).openapi, /^3\.1/);
  const everything = Object.getOwnPropertyNames(Orchestry.prototype).filter((method) => !['constructor', 'revision'].includes(method));
  assert.deepEqual(everything.filter((method) => !called.has(method)), []);
});

test('a node shows what was just written at another', live, async (t) => {
  const [, other] = await urls();
  const client = new Orchestry(other);
  for (let number = 0; number < 20; number++) {
    const name = `sdk-own-${number}`;
    t.after(() => remove(name));
    await client.registerApp(spec(name));
    assert.equal((await client.getAppStatus(name)).name, name);
  }
});

test('a log that is followed has every line once when the leader is killed', live, async (t) => {
  const name = 'sdk-failover';
  const client = await running(t, name);
  const address = (await client.getAppStatus(name)).containers[0].ip;
  let count = 0;
  let isOver = false;
  // Only when the last request has been answered is the count the final one.
  let isCounted = false;
  const chatting = (async () => {
    while (!isOver) {
      await (await fetch(`http://${address}/n${count}`)).text();
      count++;
    }
  })();
  const numbers = [];
  let killing;
  for await (const line of client.logs(name, { follow: true, tail: 1000 })) {
    assert.ok(!(line instanceof sdk.Gap));
    const found = /url:\/n(\d+)$/.exec(line.message);
    if (found) {
      numbers.push(Number(found[1]));
    }
    killing ??= killLeader().then(async () => {
      const reached = count;
      await until(() => count > reached + 20);
      isOver = true;
      await chatting;
      isCounted = true;
      // One more, by which the reader notices that the others are over.
      await (await fetch(`http://${address}/`)).text();
    });
    if (isCounted && numbers.at(-1) === count - 1) {
      break;
    }
  }
  await killing;
  assert.deepEqual(numbers, Array.from({ length: count }, (_, n) => n));
});

test('events that are followed come once each, and writes go on, when the leader is killed', live, async (t) => {
  const name = 'sdk-events';
  const client = await running(t, name);
  const events = await client.events({ app: name }).open();
  await killLeader();
  await client.scaleApp(name, 2);
  await client.stopApp(name, { timeout: 1 });
  const got = [];
  for await (const event of events) {
    assert.ok(!(event instanceof sdk.Gap));
    got.push(event.id);
    if (event.message.startsWith('Stopped')) {
      break;
    }
  }
  const { events: known } = await client.getEvents(name, { limit: 1000 });
  assert.deepEqual(got, known.map(({ id }) => id).reverse().filter((id) => id >= got[0] && id <= got.at(-1)));
  assert.ok(got.length > 2);
});
