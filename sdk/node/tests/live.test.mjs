// Against a real cluster with a real engine.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Orchestry, * as sdk from 'orchestry-client';
import { appFile, killLeader, live, password, referenceFile, require, spec, urls } from './live.mjs';

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

const examplesOf = (file) => [...readFileSync(file, 'utf8').matchAll(/^```javascript\n(.*?)^```$/gms)].map(([, code]) => code);

/** Runs examples one after the other, in a folder with the specification; answers what they printed. */
async function runAll(t, blocks) {
  await remove('my-app');
  const folder = mkdtempSync(join(tmpdir(), 'orchestry-sdk-readme-'));
  t.after(async () => {
    rmSync(folder, { recursive: true });
    await remove('my-app');
  });
  copyFileSync(fileURLToPath(appFile), join(folder, 'app.json'));
  const printed = [];
  const inFolder = createRequire(join(folder, 'x.js'));
  await new AsyncFunction('require', 'console', blocks.join('\n'))(
    (name) => (name === 'orchestry-client' ? require(name) : inFolder(name)), { log: (...values) => printed.push(values.join(' ')) });
  return printed;
}

test('the example of the reference runs as it stands', live, async (t) => {
  const [leader] = await urls();
  const { fetch } = globalThis;
  t.after(() => {
    globalThis.fetch = fetch;
  });
  // That port of this machine may be anybody's: a node is reached instead.
  globalThis.fetch = (url, init) => fetch(String(url).replace('http://localhost:8000', leader), init);
  assert.deepEqual(await runAll(t, examplesOf(referenceFile)), ['App is running with 3 replicas']);
});

test('the examples of the README run as they stand', live, async (t) => {
  const [leader, other] = await urls();
  const secret = await password();
  const blocks = examplesOf(new URL('../README.md', import.meta.url));
  assert.ok(blocks.length > 5);
  // The only things that differ: where the nodes are, and the password.
  const [first, ...others] = blocks.map((block) => block.replace('changeme', secret));
  const printed = await runAll(t, [first.replace('http://localhost:8000', leader), ...others.map((block) => block.replaceAll('http://localhost:8000', other))]);
  assert.ok(printed.includes('App is running with 3 replicas'), printed.join('\n'));
  assert.ok(printed.includes('APP_NOT_FOUND 404 true'));
  assert.ok(printed.includes('hello running'), printed.join('\n'));
});

test('every example of the folder runs', live, async (t) => {
  t.after(() => remove('pipeline'));
  const folder = fileURLToPath(new URL('../examples/', import.meta.url));
  const programs = readdirSync(folder);
  assert.ok(programs.length > 0);
  const env = { ...process.env, ORCHESTRY_URL: (await urls()).join(), ORCHESTRY_PASSWORD: await password() };
  for (const program of programs) {
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, program)], { env, timeout: 90_000 });
    assert.match(stdout, /^pipeline is running/m);
    assert.ok(!stdout.includes(env.ORCHESTRY_PASSWORD));
  }
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
  assert.equal((await ask('clusterStatus')).cluster_size, 3);
  assert.equal((await ask('clusterLeader')).api_url, (await urls())[0]);
  assert.equal((await ask('clusterHealth')).cluster_ready, true);
  assert.equal((await ask('systemHealth')).components.docker.status, 'healthy');
  assert.ok((await ask('systemMetrics')).timestamp);
  assert.match(await ask('prometheusMetrics'), /orchestry_/);
  assert.match((await ask('apiDocument')).openapi, /^3\.1/);
  const everything = Object.getOwnPropertyNames(Orchestry.prototype).filter((method) => !['constructor', 'revision', 'ring', 'login', 'logout'].includes(method));
  assert.deepEqual(everything.filter((method) => !called.has(method)), []);
});

test('every endpoint of Ring answers', live, async (t) => {
  const name = 'js-ring';
  await remove(name);
  t.after(() => remove(name));
  const client = new Orchestry((await urls()).reverse());
  const { ring } = client;
  const called = new Set();
  const ask = (method, ...args) => {
    called.add(method);
    return ring[method](...args);
  };
  await assert.rejects(ring.deployments(), (error) => error instanceof sdk.AuthenticationError && error.code === 'UNAUTHORIZED');
  await assert.rejects(client.login('admin', 'wrong horse'), { code: 'INVALID_CREDENTIALS', status: 401 });
  await client.login('admin', await password());
  assert.equal((await ask('health')).state, 'UP');
  assert.equal((await ask('currentUser')).username, 'admin');
  assert.ok((await ask('node')).hostname);

  const user = await ask('createUser', 'js', 'a password of js');
  assert.ok((await ask('users')).some(({ id }) => id === user.id));
  assert.equal((await ask('updateUser', user.id, { username: 'js2' })).username, 'js2');
  assert.equal((await ask('deleteUser', user.id)).id, user.id);

  await ask('createNamespace', 'js-space');
  assert.ok((await ask('namespaces')).some(({ id }) => id === 'js-space'));
  assert.equal((await ask('namespace', 'js-space')).name, 'js-space');
  const config = await ask('createConfig', 'js-site', 'hello', { namespace: 'js-space' });
  assert.deepEqual(await ask('configs', { namespace: ['js-space', 'js-nowhere'] }), [config]);
  await ask('updateConfig', config.id, 'hello again');
  assert.equal((await ask('config', config.id)).data, 'hello again');
  await assert.rejects(ring.deleteNamespace('js-space'), (error) => error instanceof sdk.ConflictError && error.code === 'NAMESPACE_IN_USE');
  const secret = await ask('createSecret', 'js-db', { user: 'shop', password: 'hunter2' });
  assert.ok((await ask('secrets', { namespace: 'default' })).some(({ id }) => id === secret.id));
  await ask('rotateSecret', secret.id, { user: 'shop', password: 'hunter3' });
  assert.ok(!JSON.stringify(await ask('secret', secret.id)).includes('hunter'));

  const { id, token } = await ask('createToken', 'js-ci', ['deployments:write'], { namespaces: ['default'] });
  assert.ok((await ask('tokens')).some((each) => each.id === id));
  assert.equal((await ask('token', id)).revoked_at, null);
  const pipeline = new Orchestry(await urls(), { token: (await ask('rotateToken', id)).token });
  const isKnown = (client) => client.ring.deployments().then(() => true, (error) => error instanceof sdk.AuthenticationError ? false : Promise.reject(error));
  await until(() => isKnown(pipeline));
  await until(async () => !await isKnown(new Orchestry(await urls(), { token })));
  await assert.rejects(new Orchestry(await urls(), { token }).ring.deployments(), (error) => error instanceof sdk.AuthenticationError && !error.message.includes(token));
  await assert.rejects(pipeline.ring.users(), (error) => error instanceof sdk.ForbiddenError && error.status === 403);

  const body = {
    name, runtime: 'docker', image: 'orchestry/hello:1', replicas: 1, ports: [{ target: 80 }],
    secrets: { PASSWORD: { secretRef: secret.id, field: 'password' } },
    health_checks: [{ type: 'http', url: 'http://localhost:80/', interval: '1s', timeout: '1s', readiness: true }],
  };
  await assert.rejects(ring.applyDeployment({ ...body, replicas: -1, image: '' }), (error) => error instanceof sdk.ValidationError && error.violations.length > 1);
  await assert.rejects(ring.applyDeployment({ ...body, runtime: 'podman' }), { code: 'UNSUPPORTED_RUNTIME', status: 422 });
  await ask('applyDeployment', body, { dryRun: true });
  await assert.rejects(ring.deployment(name), (error) => error instanceof sdk.NotFoundError && error.code === 'DEPLOYMENT_NOT_FOUND');
  assert.equal((await pipeline.ring.applyDeployment(body, { createOnly: true })).id, name);
  // Changes nothing, and tells this client how far the journal was.
  assert.equal((await ask('applyDeployment', body)).id, name);
  await until(async () => (await ask('deployment', name)).status === 'running');
  assert.ok((await ask('deployments', { namespace: 'default', status: ['running', 'failed'] })).some((each) => each.id === name));
  assert.ok((await ask('deploymentEvents', name, { limit: 2 })).length === 2);
  await until(async () => {
    for await (const line of ask('deploymentLogs', name, { tail: 50 })) {
      if (line.message.includes('serves')) {
        return true;
      }
    }
    return false;
  });
  const lines = ring.deploymentLogs(name, { follow: true });
  assert.match((await lines.next()).value.message, / js-ring-1: /);
  assert.ok(lines.cursor);
  lines.close();
  assert.ok((await ask('revokeToken', id)).revoked_at);
  assert.equal((await ask('deleteDeployment', name, { force: true })).status, 'deleted');
  await ask('deleteSecret', secret.id, { force: true });
  await ask('deleteConfig', config.id);
  await ask('deleteNamespace', 'js-space');
  assert.ok((await ask('rotateSigningKey')).key_id);
  await client.logout();
  await assert.rejects(ring.users(), sdk.AuthenticationError);
  assert.deepEqual(Object.getOwnPropertyNames(sdk.Ring.prototype).filter((method) => method !== 'constructor' && !called.has(method)), []);
});

test('a node shows what was just written at another', live, async (t) => {
  const [, other] = await urls();
  const client = new Orchestry(other);
  for (let number = 0; number < 10; number++) {
    const name = `sdk-own-${number}`;
    t.after(() => remove(name));
    await client.registerApp(spec(name));
    assert.equal((await client.getAppStatus(name)).name, name);
  }
});

/** Follows a stream and keeps what a function makes of each message; what is null is passed over. */
function follower(t, stream, read) {
  const got = [];
  let wake = () => {};
  const over = (async () => {
    for await (const item of stream) {
      assert.ok(!(item instanceof sdk.Gap), item.message);
      if (read(item) !== null) {
        got.push(read(item));
        wake();
      }
    }
  })();
  // Told where it is waited for.
  over.catch(() => wake());
  t.after(() => stream.close());
  return {
    got,
    async reach(condition) {
      while (!condition(got)) {
        await Promise.race([new Promise((resolve) => { wake = resolve; }), over.then(() => assert.fail('the stream ended'))]);
      }
      return [...got];
    },
  };
}

test('streams of both APIs have every message once, and changes go on, when the leader is killed', live, async (t) => {
  const name = 'sdk-failover';
  const client = await running(t, name);
  await client.login('admin', await password());
  const address = (await client.getAppStatus(name)).containers[0].ip;
  let count = 0;
  let isOver = false;
  const chatting = (async () => {
    while (!isOver) {
      await (await fetch(`http://${address}/n${count}`)).text();
      count++;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const numberOf = ({ message }) => {
    const found = /url:\/n(\d+)$/.exec(message);
    return found && Number(found[1]);
  };
  const lines = follower(t, client.logs(name, { follow: true, tail: 1000 }), numberOf);
  const ringLines = follower(t, client.ring.deploymentLogs(name, { follow: true, tail: 1000 }), numberOf);
  const figures = follower(t, client.metrics(name), ({ timestamp }) => timestamp);
  const events = follower(t, await client.events({ app: name }).open(), ({ id, message }) => ({ id, message }));
  for (const stream of [lines, ringLines, figures]) {
    await stream.reach((got) => got.length > 1);
  }
  const killing = killLeader();
  let isWhole = false;
  killing.then(() => { isWhole = true; }, () => {});
  let changed = 0;
  // Done twice it is as done once: whatever becomes of it is not for the caller to know.
  while (!isWhole || changed < 3) {
    await client.updateScaling(name, { max_replicas: 10 + changed % 5 });
    assert.equal((await client.getScaling(name)).policy.max_replicas, 10 + changed % 5);
    changed++;
    // Leaves the processors to the nodes.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await killing;
  const before = count;
  await until(() => count > before + 20);
  isOver = true;
  await chatting;
  const all = Array.from({ length: count }, (_, n) => n);
  assert.deepEqual(await lines.reach((got) => got.at(-1) >= count - 1), all);
  assert.deepEqual(await ringLines.reach((got) => got.at(-1) >= count - 1), all);
  const reached = figures.got.length;
  const times = await figures.reach((got) => got.length > reached);
  assert.deepEqual(times, [...new Set(times)].sort((one, other) => Date.parse(one) - Date.parse(other)));
  await client.scaleApp(name, 2);
  await client.stopApp(name, { timeout: 1 });
  const hasStopped = ({ message }) => message.startsWith('Stopped');
  const came = await events.reach((all) => all.some(hasStopped));
  const got = came.slice(0, came.findIndex(hasStopped) + 1).map(({ id }) => id);
  const { events: known } = await client.getEvents(name, { limit: 1000 });
  assert.deepEqual(got, known.map(({ id }) => id).reverse().filter((id) => id >= got[0] && id <= got.at(-1)));
  assert.ok(got.length > 3);
});
