import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import Orchestry, * as sdk from 'orchestry-client';
import { cut, fakeNode, gate, json, nobody, refusal } from './fake.mjs';

const NOT_READY = () => refusal('CLUSTER_NOT_READY', 503, { 'Retry-After': '1', 'X-Orchestry-Outcome': 'unchanged' });
const IN_DOUBT = () => refusal('CLUSTER_NOT_READY', 503, { 'X-Orchestry-Outcome': 'unknown' });
const toLeader = (url) => (request, response) => refusal('NOT_LEADER', 307, { Location: url + request.url })(request, response);

test('what is sent and answered', async (t) => {
  const node = await fakeNode(t, json({ replicas: { current: 3 } }));
  const status = await new Orchestry(node.url).getAppStatus('my-app');
  assert.equal(status.replicas.current, 3);
  const [seen] = node.seen;
  assert.deepEqual([seen.method, seen.path, seen.body, seen.headers.accept], ['GET', '/api/v1/apps/my-app', '', 'application/json']);
  assert.equal(seen.headers.authorization, undefined);
});

test('what is left out is not sent', async (t) => {
  const node = await fakeNode(t, ...Array.from({ length: 12 }, () => json({})));
  const client = new Orchestry(node.url);
  await client.startApp('web');
  await client.startApp('web', { replicas: 3, wait: false, timeout: 20 });
  await client.removeApp('web', { force: true, keepData: false });
  await client.listApps({ status: 'running' });
  await client.registerApp({ metadata: { name: 'web' } }, { namespace: 'prod' });
  await client.registerApp('kind: App');
  await client.registerApp('kind: App', { dryRun: true });
  await client.getAppStatus('../config?x=1', { namespace: 'prod' });
  await client.ring.deployments({ namespace: ['prod', 'test'], kind: 'job' });
  await client.ring.deleteDeployment('a/b');
  await client.ring.deleteDeployment('web', { keepData: false });
  await client.ring.applyDeployment('name: web', { dryRun: true });
  assert.deepEqual(node.seen.map(({ path, body }) => path + body), [
    '/api/v1/apps/web/start{"wait":true}',
    '/api/v1/apps/web/start{"replicas":3,"wait":false,"timeout":20}',
    '/api/v1/apps/web?force=true',
    '/api/v1/apps?status=running',
    '/api/v1/apps/register{"metadata":{"name":"web","namespace":"prod"}}',
    '/api/v1/apps/registerkind: App',
    '/api/v1/apps/register?dry_run=truekind: App',
    '/api/v1/apps/..%2Fconfig%3Fx%3D1?namespace=prod',
    '/deployments?namespace=prod&namespace=test&kind=job',
    '/deployments/a%2Fb',
    '/deployments/web?keep_data=false',
    '/deployments?dry_run=truename: web',
  ]);
  assert.equal(node.seen[5].headers['content-type'], 'application/yaml');
});

test('a write follows the leader with body and token, and goes there directly from then on', async (t) => {
  const leader = await fakeNode(t, json({ status: 'running' }), json({}));
  const follower = await fakeNode(t, toLeader(leader.url), json({}));
  const client = new Orchestry(follower.url, { token: 's3cret' });
  await client.startApp('web', { replicas: 2 });
  await client.stopApp('web');
  await client.listApps();
  assert.deepEqual(leader.seen.map(({ path }) => path), ['/api/v1/apps/web/start', '/api/v1/apps/web/stop']);
  assert.deepEqual([leader.seen[0].method, leader.seen[0].body], ['POST', '{"replicas":2,"wait":true}']);
  assert.equal(leader.seen[0].headers.authorization, 'Bearer s3cret');
  assert.equal(follower.seen[1].path, '/api/v1/apps');
});

test('a leader that has gone is forgotten', async (t) => {
  const follower = await fakeNode(t, toLeader(await nobody()), json({ status: 'running' }));
  assert.equal((await new Orchestry(follower.url).startApp('web')).status, 'running');
});

test('it waits for an election, and passes over nodes that are not there', async (t) => {
  const node = await fakeNode(t, NOT_READY(), NOT_READY(), json({ status: 'stopped' }));
  assert.equal((await new Orchestry([await nobody(), node.url]).stopApp('web')).status, 'stopped');
  assert.equal(node.seen.length, 3);
});

test('it does not wait for ever', async (t) => {
  const node = await fakeNode(t, ...Array.from({ length: 50 }, NOT_READY));
  await assert.rejects(new Orchestry(node.url, { timeout: 1 }).stopApp('web'), sdk.ClusterNotReadyError);
  assert.ok(node.seen.length > 1 && node.seen.length < 20);
});

test('nodes that redirect to each other are not asked for ever', async (t) => {
  const node = await fakeNode(t);
  node.tell(...Array.from({ length: 200 }, () => toLeader(node.url)));
  await assert.rejects(new Orchestry(node.url, { timeout: 1 }).stopApp('web'), { code: 'NOT_LEADER' });
  assert.ok(node.seen.length < 100);
});

test('what done twice is as done once is sent again after a cut, a post is not', async (t) => {
  const node = await fakeNode(t, cut, json({ total: 0 }), cut, refusal('DATABASE_ERROR', 503), json({ message: 'ok' }), cut, cut, cut);
  const client = new Orchestry(node.url);
  assert.deepEqual(await client.listApps(), { total: 0 });
  assert.deepEqual(await client.updateScaling('web', {}), { message: 'ok' });
  await assert.rejects(client.startApp('web'), sdk.ConnectionLostError);
  await assert.rejects(client.ring.applyDeployment({}), sdk.ConnectionLostError);
  await assert.rejects(client.logout(), sdk.ConnectionLostError);
  assert.equal(node.seen.length, 8);
});

test('a node that cut a write is not the first to be asked next', async (t) => {
  const leader = await fakeNode(t, cut);
  const follower = await fakeNode(t, toLeader(leader.url), json({ status: 'running' }));
  const client = new Orchestry(follower.url);
  await assert.rejects(client.startApp('web'), sdk.ConnectionLostError);
  assert.equal((await client.startApp('web')).status, 'running');
  assert.equal(leader.seen.length, 1);
});

test('simulating is a read although it is posted', async (t) => {
  const node = await fakeNode(t, cut, json({ samples: 2 }));
  assert.equal((await new Orchestry(node.url).simulateScaling('web', { period: '1h' })).samples, 2);
  assert.equal(node.seen[1].body, '{"period":"1h"}');
});

test('reads wait for the client\'s last write, what shows whether the cluster is well does not', async (t) => {
  const node = await fakeNode(t, json({}, 200, { 'X-Orchestry-Revision': '7' }), json({}, 200, { 'X-Orchestry-Revision': '5' }),
    json({}, 200, { 'X-Orchestry-Revision': '9' }), json({}), json({}));
  const client = new Orchestry(node.url);
  await client.startApp('web');
  await client.stopApp('web');
  await client.listApps();
  await client.simulateScaling('web');
  await client.clusterHealth();
  assert.equal(client.revision, 7);
  assert.deepEqual(node.seen.map(({ headers }) => headers['x-orchestry-revision']), [undefined, '7', '7', '7', undefined]);
});

test('a node that lags behind is passed over', async (t) => {
  const behind = await fakeNode(t, refusal('CLUSTER_NOT_READY', 503, { details: 'seen revision 1, not yet 2' }));
  const node = await fakeNode(t, json({ total: 1 }));
  assert.equal((await new Orchestry([behind.url, node.url]).listApps()).total, 1);
});

test('a post is sent again only when it is known that nothing was changed', async (t) => {
  const database = (outcome) => refusal('DATABASE_ERROR', 503, { 'X-Orchestry-Outcome': outcome });
  const ring = (headers) => json({ error: 'No', code: 'CLUSTER_NOT_READY' }, 503, headers);
  const node = await fakeNode(t, IN_DOUBT(), ring({ 'X-Orchestry-Outcome': 'unknown' }), ring({}), database('unknown'),
    NOT_READY(), database('unchanged'), json({ replicas: 1 }), ring({ 'X-Orchestry-Outcome': 'unchanged' }), json({ id: 'web' }));
  const client = new Orchestry(node.url);
  await assert.rejects(client.registerApp({}), sdk.ClusterNotReadyError);
  await assert.rejects(client.ring.applyDeployment({}), sdk.ClusterNotReadyError);
  await assert.rejects(client.ring.applyDeployment({}), sdk.ClusterNotReadyError);
  await assert.rejects(client.startApp('web'), sdk.DatabaseError);
  assert.equal((await client.startApp('web')).replicas, 1);
  assert.equal((await client.ring.applyDeployment({})).id, 'web');
});

test('gone already means yes after a removal of which nothing is known, and only then', async (t) => {
  for (const before of [IN_DOUBT(), cut, json('', 502)]) {
    const node = await fakeNode(t, before, refusal('APP_NOT_FOUND', 404), before, json({ error: 'No', code: 'CONFIG_NOT_FOUND' }, 404));
    const client = new Orchestry(node.url);
    assert.equal((await client.removeApp('web')).containers_removed, 0);
    assert.equal(await client.ring.deleteConfig('site'), null);
  }
  const node = await fakeNode(t, NOT_READY(), refusal('APP_NOT_FOUND', 404));
  await assert.rejects(new Orchestry(node.url).removeApp('web'), sdk.AppNotFoundError);
});

test('only a node that was given is believed where the leader is', async (t) => {
  const evil = await fakeNode(t);
  const former = await fakeNode(t, json({}), toLeader(evil.url));
  const leader = await fakeNode(t, json({ status: 'stopped' }));
  const given = await fakeNode(t, toLeader(former.url), toLeader(leader.url));
  const client = new Orchestry(given.url, { token: 's3cret' });
  await client.startApp('web');
  assert.equal((await client.stopApp('web')).status, 'stopped');
  assert.equal(evil.seen.length, 0);
  assert.equal(leader.seen[0].headers.authorization, 'Bearer s3cret');
});

test('a login is kept until it is ended, and shown nowhere', async (t) => {
  const node = await fakeNode(t, json({ token: 's3cret' }), json([]), (_, response) => response.writeHead(204).end(), json([]), json({ token: 'two words' }));
  const client = new Orchestry(node.url, { token: 'former' });
  assert.equal(await client.login('admin', 'hunter2'), undefined);
  assert.deepEqual(await client.ring.users(), []);
  assert.ok(!inspect(client, { depth: 9, showHidden: true }).includes('s3cret') && !inspect(client.ring, { depth: 9, showHidden: true }).includes('s3cret'));
  assert.equal(await client.logout(), undefined);
  await client.ring.users();
  assert.equal(node.seen[0].body, '{"username":"admin","password":"hunter2"}');
  assert.deepEqual(node.seen.map(({ headers }) => headers.authorization), [undefined, 'Bearer s3cret', 'Bearer s3cret', undefined]);
  await assert.rejects(client.login('admin', 'hunter2'), (error) => error instanceof sdk.UnexpectedAnswerError && !inspect(error).includes('two words'));
});

test('an error of the Ring API is one of the same', async (t) => {
  const kinds = [
    ['DEPLOYMENT_NOT_FOUND', 404, sdk.NotFoundError], ['SECRET_IN_USE', 409, sdk.ConflictError], ['INVALID_CREDENTIALS', 401, sdk.AuthenticationError],
    ['FORBIDDEN', 403, sdk.ForbiddenError], ['UNSUPPORTED_RUNTIME', 422, sdk.ValidationError],
  ];
  const violations = [{ field: 'name', message: 'must be given' }];
  const node = await fakeNode(t, ...kinds.map(([code, status]) => json({ error: 'No', code }, status)), json({ error: 'No', code: 'VALIDATION_ERROR', violations }, 400));
  const { ring } = new Orchestry(node.url);
  for (const [code, status, Kind] of kinds) {
    await assert.rejects(ring.applyDeployment({}), (error) => {
      assert.deepEqual([error.constructor, error.code, error.status, error.message], [Kind, code, status, `${code}: No`]);
      return true;
    });
  }
  await assert.rejects(ring.applyDeployment({}), { code: 'VALIDATION_ERROR', violations });
});

test('a redirect elsewhere than to the same path is not followed', async (t) => {
  for (const location of ['http://127.0.0.1:1/login', 'ftp://a.test/api/v1/apps/web/start', 'http://u:p@a.test/api/v1/apps/web/start', 'https://a.test/api/v1/apps/web/start']) {
    const node = await fakeNode(t, refusal('NOT_LEADER', 307, { Location: location }));
    await assert.rejects(new Orchestry(node.url, { token: 's3cret' }).startApp('web'), (error) => error instanceof sdk.UnexpectedAnswerError && !inspect(error).includes('s3cret'));
  }
});

test('a browser hides where a redirect leads, so the node is asked who leads', async () => {
  const asked = [];
  const fetch = async (url, init) => {
    asked.push([url, init.method, init.headers.Authorization]);
    if (url.startsWith('http://leader.test')) {
      return Response.json({ status: 'running' });
    }
    return url.endsWith('/cluster/leader')
      ? Response.json({ leader_id: 'b', api_url: 'http://leader.test/' })
      : Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } });
  };
  const client = new Orchestry('http://a.test', { fetch, token: 's3cret' });
  assert.equal((await client.startApp('web')).status, 'running');
  assert.deepEqual(asked, [
    ['http://a.test/api/v1/apps/web/start', 'POST', 'Bearer s3cret'],
    ['http://a.test/cluster/leader', 'GET', 'Bearer s3cret'],
    ['http://leader.test/api/v1/apps/web/start', 'POST', 'Bearer s3cret'],
  ]);
});

test('in a browser, where nobody knows why a request failed, a write is not sent again', async () => {
  let asked = 0;
  const fetch = async () => {
    asked++;
    throw new TypeError('Failed to fetch');
  };
  await assert.rejects(new Orchestry('http://a.test', { fetch }).startApp('web'), sdk.ConnectionLostError);
  assert.equal(asked, 1);
});

test('a node that stays silent is given up', async (t) => {
  const { promise, open } = gate();
  t.after(open);
  const node = await fakeNode(t, () => promise);
  await assert.rejects(new Orchestry(node.url, { timeout: 0.2 }).scaleApp('web', 1, { wait: false }), { code: 'CONNECTION_LOST', details: 'timed out' });
});

test('nobody there is told by name', async () => {
  const url = await nobody();
  await assert.rejects(new Orchestry(url, { timeout: 0.2 }).listApps(), (error) => error instanceof sdk.ConnectionFailedError && error.message.includes(url));
});

test('a request can be aborted, while it is sent and while it waits', async (t) => {
  const { promise, open } = gate();
  t.after(open);
  const node = await fakeNode(t, () => promise);
  const reason = new Error('enough');
  for (const url of [node.url, await nobody()]) {
    const controller = new AbortController();
    const asking = new Orchestry(url).listApps({ signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await assert.rejects(asking, reason);
    await assert.rejects(new Orchestry(url).listApps({ signal: controller.signal }), reason);
  }
});

test('an error has all that the server said', async (t) => {
  const violations = [{ field: 'spec.image', message: 'must be given' }, { field: 'metadata.name', message: 'is too long' }];
  const node = await fakeNode(t, refusal('INVALID_SPEC', 400, { details: 'spec.image: must be given', violations }),
    refusal('NEW_CODE', 409), refusal('RATE_LIMIT_EXCEEDED', 429, { 'Retry-After': '17' }), refusal('constructor', 418));
  const client = new Orchestry(node.url);
  await assert.rejects(client.registerApp({}), (error) => {
    assert.ok(error instanceof sdk.InvalidSpecError && error instanceof sdk.ValidationError && error instanceof sdk.OrchestryError && error instanceof Error);
    assert.deepEqual([error.name, error.code, error.status, error.details, error.violations],
      ['InvalidSpecError', 'INVALID_SPEC', 400, 'spec.image: must be given', violations]);
    assert.equal(error.message, 'INVALID_SPEC: No\n  spec.image: must be given\n  metadata.name: is too long');
    return true;
  });
  await assert.rejects(client.listApps(), (error) => error instanceof sdk.ConflictError && error.code === 'NEW_CODE');
  await assert.rejects(client.listApps(), (error) => error instanceof sdk.RateLimitedError && error.retryAfter === 17);
  await assert.rejects(client.listApps(), (error) => error.constructor === sdk.OrchestryError && error.status === 418);
});

test('what is not the API is told', async (t) => {
  const node = await fakeNode(t, json('<html>', 200), json('<html>', 500), json('[]', 418));
  const client = new Orchestry(node.url);
  for (let i = 0; i < 3; i++) {
    await assert.rejects(client.getConfig(), { code: 'UNEXPECTED_ANSWER' });
  }
});

test('the token is shown nowhere', async (t) => {
  const node = await fakeNode(t, refusal('FORBIDDEN', 403, { details: 'no rights: s3cret' }), json('Bearer s3cret is bad', 401), cut);
  const client = new Orchestry(node.url, { token: 's3cret' });
  for (let i = 0; i < 3; i++) {
    await assert.rejects(client.registerApp({}), (error) => !(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).includes('s3cret'));
  }
  assert.ok(!inspect(client, { depth: 9, showHidden: true }).includes('s3cret'));
  assert.equal(JSON.stringify(client), '{}');
  for (const token of ['', 'hunter2\n', 'hünter2', 'hunter 2']) {
    assert.throws(() => new Orchestry(node.url, { token }), (error) => error instanceof TypeError && !error.message.includes('hunter'));
  }
});

test('what is no node is refused without being shown', () => {
  for (const url of ['', 'localhost', 'ftp://a.test', 'http://user:hunter2@a.test', 'http://a.test?token=hunter2', 'http://a.test:99999', []]) {
    assert.throws(() => new Orchestry(url), (error) => error instanceof TypeError && !error.message.includes('hunter2'), String(url));
  }
});

test('wrong arguments reject the promise', async () => {
  const client = new Orchestry('http://127.0.0.1:1');
  await assert.rejects(client.getAppStatus(''), TypeError);
  await assert.rejects(client.registerApp('kind: App', { namespace: 'prod' }), TypeError);
});

test('a request that asks the server to wait for long is not ended by the platform before', async (t) => {
  const node = await fakeNode(t, json({}), json({}));
  const dispatched = [];
  const inUse = Symbol.for('undici.globalDispatcher.1');
  await new Orchestry(node.url).listApps();
  const before = globalThis[inUse];
  t.after(() => {
    globalThis[inUse] = before;
  });
  globalThis[inUse] = { dispatch: (options, handler) => (dispatched.push(options), before.dispatch(options, handler)) };
  await new Orchestry(node.url).scaleApp('web', 1, { timeout: 3600 });
  assert.equal(dispatched[0].headersTimeout, 0);
});
