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
  RegisterApplication: (c) => c.registerApp({}, { dryRun: true }),
  StartApplication: (c) => c.startApp('x', { namespace: 'n', replicas: 1, wait: true, timeout: 1 }),
  StopApplication: (c) => c.stopApp('x', { namespace: 'n', force: true, timeout: 1 }),
  ScaleApplication: (c) => c.scaleApp('x', 1, { namespace: 'n', wait: true, timeout: 1 }),
  RemoveApplication: (c) => c.removeApp('x', { namespace: 'n', force: true, keepData: true }),
  GetApplication: (c) => c.getAppStatus('x', { namespace: 'n' }),
  ListApplications: (c) => c.listApps({ namespace: 'n', status: 'a', format: 'b' }),
  GetSpecification: (c) => c.getAppSpec('x', { namespace: 'n' }),
  GetHealth: (c) => c.getAppHealth('x', { namespace: 'n' }),
  CheckHealth: (c) => c.checkHealth('x', { namespace: 'n' }),
  GetSystemHealth: (c) => c.systemHealth(),
  GetLogs: (c) => c.getLogs('x', { namespace: 'n', tail: 1, since: 'a', container: 'b' }),
  GetEvents: (c) => c.getEvents('x', { namespace: 'n', type: 'a', since: 'b', limit: 1 }),
  GetScalingPolicy: (c) => c.getScaling('x', { namespace: 'n' }),
  UpdateScalingPolicy: (c) => c.updateScaling('x', {}, { namespace: 'n' }),
  GetScalingDecisions: (c) => c.getScalingDecisions('x', { namespace: 'n', since: 'a', limit: 1 }),
  SimulateScalingPolicy: (c) => c.simulateScaling('x', {}, { namespace: 'n' }),
  GetMetrics: (c) => c.getAppMetrics('x', { namespace: 'n', history: 1, interval: 'a' }),
  GetSystemMetrics: (c) => c.systemMetrics(),
  GetPrometheusMetrics: (c) => c.prometheusMetrics(),
  StreamLogs: (c) => c.logs('x', { namespace: 'n', follow: true, tail: 1, since: 'a', after: 'b', container: 'c' }).next(),
  StreamMetrics: (c) => c.metrics('x', { namespace: 'n', tail: 1, since: 'a', after: 'b' }).next(),
  StreamEvents: (c) => c.events({ app: 'x', type: 'a', tail: 1, since: 'b', after: 'c' }).next(),
  GetConfiguration: (c) => c.getConfig(),
  UpdateConfiguration: (c) => c.updateConfig({}),
  GetClusterStatus: (c) => c.clusterStatus(),
  GetClusterLeader: (c) => c.clusterLeader(),
  GetClusterHealth: (c) => c.clusterHealth(),
  GetApiDocument: (c) => c.apiDocument(),
  Login: (c) => c.login('x', 'y'),
  Logout: (c) => c.logout(),
  ListDeployments: ({ ring }) => ring.deployments({ namespace: 'a', status: 'b', kind: 'c' }),
  Deploy: ({ ring }) => ring.applyDeployment({}, { createOnly: true, force: true, dryRun: true }),
  GetDeployment: ({ ring }) => ring.deployment('x'),
  DeleteDeployment: ({ ring }) => ring.deleteDeployment('x', { force: true, keepData: false }),
  GetDeploymentLogs: ({ ring }) => ring.deploymentLogs('x', { follow: true, tail: 1, since: 'a', after: 'b', container: 'c' }).next(),
  GetDeploymentEvents: ({ ring }) => ring.deploymentEvents('x', { level: 'a', limit: 1 }),
  GetNode: ({ ring }) => ring.node(),
  RingHealth: ({ ring }) => ring.health(),
  ListConfigs: ({ ring }) => ring.configs({ namespace: 'a' }),
  CreateConfig: ({ ring }) => ring.createConfig('x', 'y', { namespace: 'a' }),
  GetConfig: ({ ring }) => ring.config('x'),
  UpdateConfig: ({ ring }) => ring.updateConfig('x', 'y'),
  DeleteConfig: ({ ring }) => ring.deleteConfig('x'),
  ListSecrets: ({ ring }) => ring.secrets({ namespace: 'a' }),
  CreateSecret: ({ ring }) => ring.createSecret('x', 'y', { namespace: 'a' }),
  GetSecret: ({ ring }) => ring.secret('x'),
  RotateSecret: ({ ring }) => ring.rotateSecret('x', 'y'),
  DeleteSecret: ({ ring }) => ring.deleteSecret('x', { force: true }),
  ListNamespaces: ({ ring }) => ring.namespaces(),
  CreateNamespace: ({ ring }) => ring.createNamespace('x'),
  GetNamespace: ({ ring }) => ring.namespace('x'),
  DeleteNamespace: ({ ring }) => ring.deleteNamespace('x'),
  ListUsers: ({ ring }) => ring.users(),
  CreateUser: ({ ring }) => ring.createUser('x', 'y'),
  GetCurrentUser: ({ ring }) => ring.currentUser(),
  UpdateUser: ({ ring }) => ring.updateUser('x', { username: 'y', password: 'z' }),
  DeleteUser: ({ ring }) => ring.deleteUser('x'),
  ListTokens: ({ ring }) => ring.tokens(),
  CreateToken: ({ ring }) => ring.createToken('x', ['a'], { namespaces: ['b'], expireAt: 'c' }),
  GetToken: ({ ring }) => ring.token('x'),
  RotateToken: ({ ring }) => ring.rotateToken('x'),
  RevokeToken: ({ ring }) => ring.revokeToken('x'),
  RotateSigningKey: ({ ring }) => ring.rotateSigningKey(),
};
// What another method or the stream's own parameters stand for.
const NOT_OURS = new Set(['GetLogs follow', 'GetLogs after', 'StreamLogs follow']);
// Objects of any fields, of which the document says nothing.
const DETAILS = new Set(['details']);
// Bodies whose fields are parameters and options.
const OWN_NAMES = new Set(['StartAppRequest', 'StopAppRequest', 'ScaleAppRequest', 'LoginRequest', 'RingConfigRequest', 'RingConfigChange',
  'RingSecretRequest', 'RingSecretChange', 'RingNamespaceRequest', 'RingUserChange', 'RingTokenRequest']);
// What is read as an error, or as a stream's end, whatever else is in it.
const ERRORS = new Set(['ErrorBody', 'RingError', 'CloseMessage']);

const document = async () => new Orchestry(await urls()).apiDocument();

function* operations({ paths }) {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
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
    assert.equal(`${asked.init.method} ${asked.url.pathname}`, `${method} ${path.replace(/\{\w+\}/, 'x')}`);
    const documented = (operation.parameters ?? []).filter((p) => p.in === 'query' && !NOT_OURS.has(`${id} ${p.name}`));
    assert.deepEqual([...asked.url.searchParams.keys()].sort(), documented.map((p) => p.name).sort(), id);
    const schema = operation.requestBody?.content['application/json'].schema;
    const name = schema?.$ref?.split('/').pop();
    assert.equal(asked.init.body === null, operation.requestBody === undefined, id);
    if (OWN_NAMES.has(name)) {
      assert.deepEqual(Object.keys(JSON.parse(asked.init.body)).sort(), Object.keys(served.components.schemas[name].properties).sort(), id);
    }
  }
});

/** A schema as TypeScript. */
function typeOf(schema, at) {
  const words = [schema.type ?? (schema.properties ? 'object' : [])].flat();
  const free = DETAILS.has(at.split('.').pop()) ? 'Record<string, unknown>' : 'unknown';
  return words.map((word) => typeOfKind(word, schema, at)).join(' | ') || free;
}

function typeOfKind(word, schema, at) {
  if (word === 'array') {
    return `(${typeOf(schema.items, `${at}[]`)})[]`;
  }
  if (word !== 'object') {
    return word === 'integer' ? 'number' : word;
  }
  if (!schema.properties) {
    return `Record<string, ${schema.additionalProperties ? typeOf(schema.additionalProperties, at) : 'unknown'}>`;
  }
  const fields = Object.entries(schema.properties).map(([field, part]) => {
    const isOptional = !(schema.required ?? []).includes(field);
    return `${field}${isOptional ? '?' : ''}: ${typeOf(part, `${at}.${field}`)};`;
  });
  return `{ ${fields.join(' ')} }`;
}

/** For each method, that it answers what its endpoint does. */
function* answers(served) {
  for (const { id, operation } of operations(served)) {
    const [, room, method] = /\b(c|ring)\.(\w+)\(/.exec(CALLS[id].toString());
    const schema = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))[1].content?.['application/json']?.schema;
    const name = (schema?.items ?? schema)?.$ref?.split('/').pop();
    // A login's token is kept, not answered; logs are iterated over.
    if (name && !['login', 'deploymentLogs'].includes(method)) {
      const client = room === 'ring' ? 'types.Ring' : 'types.Orchestry';
      yield `export const answers${id}: Same<NonNullable<Awaited<ReturnType<${client}['${method}']>>>, types.${name}${schema.items ? '[]' : ''}> = true;`;
    }
  }
}

test('every schema has a type with the same fields', live, async (t) => {
  const served = await document();
  const { components: { schemas } } = served;
  const ours = new Set([...operations(served)].flatMap(({ operation }) => [...JSON.stringify(operation).matchAll(/schemas\/(\w+)/g)].map(([, name]) => name)));
  const names = Object.keys(schemas).filter((name) => ours.has(name) && !OWN_NAMES.has(name) && !ERRORS.has(name));
  assert.ok(names.length > 20);
  const lines = [
    "import type * as types from '../dist/esm/index.js';",
    // Resolves a type to its fields, at every depth, so that only these are compared.
    'type Flat<T> = T extends string | number | boolean | null | undefined ? T : unknown extends T ? T',
    '  : T extends (infer I)[] ? Flat<I>[] : { [K in keyof T]: Flat<T[K]> };',
    'type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends (<T>() => T extends Flat<B> ? 1 : 2) ? true : false;',
    ...names.map((name) => `export const is${name}: Same<types.${name}, ${typeOf(schemas[name], name)}> = true;`),
    ...answers(served),
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
