// That every endpoint has a method, and every field its type, according to the document that a controller serves.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Orchestry from 'orchestry-client';
import ts from 'typescript';
import { live, urls } from './live.mjs';

const node = fileURLToPath(new URL('..', import.meta.url));

// A call of each method with all that it can be told.
const CALLS = {
  RegisterApplication: (c) => c.registerApp({}),
  StartApplication: (c) => c.startApp('x', { replicas: 1, wait: true, timeout: 1 }),
  StopApplication: (c) => c.stopApp('x', { force: true, timeout: 1 }),
  ScaleApplication: (c) => c.scaleApp('x', 1, { wait: true, timeout: 1 }),
  RemoveApplication: (c) => c.removeApp('x', { force: true, keepData: true }),
  GetApplication: (c) => c.getAppStatus('x'),
  ListApplications: (c) => c.listApps({ status: 'a', format: 'b' }),
  GetSpecification: (c) => c.getAppSpec('x'),
  GetHealth: (c) => c.getAppHealth('x'),
  CheckHealth: (c) => c.checkHealth('x'),
  GetSystemHealth: (c) => c.systemHealth(),
  GetLogs: (c) => c.getLogs('x', { tail: 1, since: 'a', container: 'b' }),
  GetEvents: (c) => c.getEvents('x', { type: 'a', since: 'b', limit: 1 }),
  GetScalingPolicy: (c) => c.getScaling('x'),
  UpdateScalingPolicy: (c) => c.updateScaling('x', {}),
  GetScalingDecisions: (c) => c.getScalingDecisions('x', { since: 'a', limit: 1 }),
  SimulateScalingPolicy: (c) => c.simulateScaling('x', {}),
  GetMetrics: (c) => c.getAppMetrics('x', { history: 1, interval: 'a' }),
  GetSystemMetrics: (c) => c.systemMetrics(),
  GetPrometheusMetrics: (c) => c.prometheusMetrics(),
  StreamLogs: (c) => c.logs('x', { follow: true, tail: 1, since: 'a', after: 'b', container: 'c' }).next(),
  StreamMetrics: (c) => c.metrics('x', { tail: 1, since: 'a', after: 'b' }).next(),
  StreamEvents: (c) => c.events({ app: 'x', type: 'a', tail: 1, since: 'b', after: 'c' }).next(),
  GetConfiguration: (c) => c.getConfig(),
  UpdateConfiguration: (c) => c.updateConfig({}),
  GetClusterStatus: (c) => c.clusterStatus(),
  GetClusterLeader: (c) => c.clusterLeader(),
  GetClusterHealth: (c) => c.clusterHealth(),
  GetApiDocument: (c) => c.apiDocument(),
};
// Other APIs of the same server have clients of their own.
const OURS = /^\/(api\/v1|cluster|openapi)\/|^\/(health|metrics)$/;
// What another method or the stream's own parameters stand for.
const NOT_OURS = new Set(['GetLogs follow', 'GetLogs after', 'StreamLogs follow']);
// Of servers with namespaces.
const AHEAD = new Set(['namespace', 'id']);
// Fields that the document calls required, and that the server leaves out where they say nothing, by the schema they are in.
const LEFT_OUT = {
  AppDetail: ['status_reason'],
  AppHealth: ['last_error', 'response_time_ms'],
  SystemHealthReply: ['error'],
  AppList: ['replicas', 'image', 'created_at'],
  ClusterHealth: ['node_id', 'state', 'is_leader', 'leader_id', 'cluster_size', 'cluster_ready'],
};
// Counts that are called as a field that is left out is.
const ALWAYS = new Set(['AppList.error', 'SystemHealthReply.applications.error']);
// Objects that may be null; the document does not say so of objects.
const NULLABLE = new Set(['last_scaling_event', 'lease']);
const NAMESPACED = new Set(['AppDetail', 'AppList.apps[]']);
const OWN_NAMES = new Set(['ErrorBody', 'StartAppRequest', 'StopAppRequest', 'ScaleAppRequest']);

const document = async () => new Orchestry(await urls()).apiDocument();

function* operations({ paths }) {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of OURS.test(path) ? Object.entries(methods) : []) {
      yield { path, method: method.toUpperCase(), id: operation.operationId, operation };
    }
  }
}

test('every endpoint has a method that asks for it with its parameters', live, async () => {
  const served = await document();
  const all = [...operations(served)];
  assert.deepEqual(all.map(({ id }) => id).sort(), Object.keys(CALLS).sort());
  for (const { id, path, method, operation } of all) {
    let asked;
    const fetch = async (url, init) => {
      asked = { url: new URL(url), init };
      return Response.json({ error: 'No', code: 'VALIDATION_ERROR' }, { status: 400 });
    };
    await assert.rejects(CALLS[id](new Orchestry('http://node.test', { fetch })), { code: 'VALIDATION_ERROR' });
    assert.equal(`${asked.init.method} ${asked.url.pathname}`, `${method} ${path.replace('{app_name}', 'x')}`);
    const documented = (operation.parameters ?? []).filter((p) => p.in === 'query' && !AHEAD.has(p.name) && !NOT_OURS.has(`${id} ${p.name}`));
    assert.deepEqual([...asked.url.searchParams.keys()].sort(), documented.map((p) => p.name).sort(), id);
    const schema = operation.requestBody?.content['application/json'].schema;
    const name = schema?.$ref?.split('/').pop();
    if (OWN_NAMES.has(name)) {
      assert.deepEqual(Object.keys(JSON.parse(asked.init.body)).sort(), Object.keys(served.components.schemas[name].properties).sort(), id);
    }
  }
});

/** A schema as TypeScript. */
function typeOf(schema, at) {
  const words = [schema.type ?? []].flat();
  const name = at.split('.').pop();
  const orNull = words.includes('null') || NULLABLE.has(name) ? ' | null' : '';
  if (schema.properties) {
    const leftOut = LEFT_OUT[at.split(/[.[]/)[0]] ?? [];
    const fields = Object.entries(schema.properties).map(([field, part]) => {
      const isLeftOut = leftOut.includes(field) && !ALWAYS.has(`${at}.${field}`);
      const isOptional = !(schema.required ?? []).includes(field) || isLeftOut || (AHEAD.has(field) && NAMESPACED.has(at));
      return `${field}${isOptional ? '?' : ''}: ${typeOf(part, `${at}.${field}`)};`;
    });
    const ahead = NAMESPACED.has(at) ? [...AHEAD].filter((field) => !(field in schema.properties)).map((field) => `${field}?: string | null;`) : [];
    return `{ ${[...fields, ...ahead].join(' ')} }${orNull}`;
  }
  if (words.includes('array')) {
    return `(${typeOf(schema.items, `${at}[]`)})[]${orNull}`;
  }
  const plain = words.filter((word) => word !== 'null').map((word) => ({ string: 'string', integer: 'number', number: 'number', boolean: 'boolean' })[word]);
  return (plain.filter(Boolean).join(' | ') || 'Record<string, unknown>') + orNull;
}

test('every schema has a type with the same fields', live, async (t) => {
  const { components: { schemas } } = await document();
  const ours = new Set([...operations(await document())].flatMap(({ operation }) => [...JSON.stringify(operation).matchAll(/schemas\/(\w+)/g)].map(([, name]) => name)));
  const names = Object.keys(schemas).filter((name) => ours.has(name) && !OWN_NAMES.has(name));
  assert.ok(names.length > 20);
  const lines = [
    "import type * as types from '../dist/esm/index.js';",
    // Resolves a type to its fields, at every depth, so that only these are compared.
    'type Flat<T> = T extends string | number | boolean | null | undefined ? T : unknown extends T ? T : string extends keyof T ? T',
    '  : T extends (infer I)[] ? Flat<I>[] : { [K in keyof T]: Flat<T[K]> };',
    'type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends (<T>() => T extends Flat<B> ? 1 : 2) ? true : false;',
    ...names.map((name) => `export const is${name}: Same<types.${name}, ${typeOf(schemas[name], name)}> = true;`),
    // The comparison itself can tell a difference.
    '// @ts-expect-error',
    'export const isNot: Same<{ a: { b: string }[] }, { a: { b?: string }[] }> = true;',
  ];
  const folder = mkdtempSync(join(node, '.document-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'document.ts');
  writeFileSync(file, lines.join('\n'));
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(join(node, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, node);
  const program = ts.createProgram([file], { ...options, rootDir: undefined, noEmit: true, skipLibCheck: true });
  const problems = ts.getPreEmitDiagnostics(program).map((problem) => {
    const place = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0).line ?? 0;
    return `${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}\n  ${problem.file?.text.split('\n')[place]}`;
  });
  assert.deepEqual(problems, []);
});
