import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Orchestry, * as sdk from 'orchestry-client';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { require } from './live.mjs';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('require answers the class itself, with everything else on it', () => {
  const required = require('orchestry-client');
  assert.equal(typeof required, 'function');
  assert.ok(new required('http://127.0.0.1:1').listApps);
  for (const name of Object.keys(sdk)) {
    assert.ok(name in required, name);
  }
  assert.equal(required.default, required);
});

test('import answers it as the default and by its name', () => {
  assert.equal(Orchestry, sdk.Orchestry);
  assert.equal(sdk.version, JSON.parse(read('../package.json')).version);
});

test('it has no dependency, and the lock file names no registry', () => {
  assert.equal(JSON.parse(read('../package.json')).dependencies, undefined);
  assert.doesNotMatch(read('../package-lock.json'), /resolved|https?:/);
});

test('the packed package installs into a fresh folder without a network, for import and require', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'orchestry-sdk-package-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const run = (program, args, cwd) => execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  // What is built is packed as it is.
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], fileURLToPath(new URL('../', import.meta.url)));
  const [tarball] = readdirSync(folder);
  assert.equal(tarball, `orchestry-client-${sdk.version}.tgz`);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`], folder);
  assert.deepEqual(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')), ['orchestry-client']);
  writeFileSync(join(folder, 'use.mjs'), "import Orchestry, { Gap, version } from 'orchestry-client'; console.log(version, typeof new Orchestry('http://127.0.0.1:1').ring.users, Gap.name);");
  writeFileSync(join(folder, 'use.cjs'), "const Orchestry = require('orchestry-client'); console.log(Orchestry.version, typeof new Orchestry('http://127.0.0.1:1').ring.users, Orchestry.Gap.name);");
  for (const file of ['use.mjs', 'use.cjs']) {
    assert.equal(run(process.execPath, [file], folder), `${sdk.version} function Gap\n`);
  }
});

test('the types fit both ways of using it', () => {
  const folder = fileURLToPath(new URL('../', import.meta.url));
  const files = {
    [`${folder}use.mts`]: `
      import Orchestry, { Gap, type AppDetail, type ClientOptions, type RingDeploymentDetail } from 'orchestry-client';
      const options: ClientOptions = { token: 'x' };
      const client = new Orchestry(['http://a.test'], options);
      const status: AppDetail = await client.getAppStatus('x');
      for await (const line of client.logs('x', { follow: true })) { if (line instanceof Gap) { line.missed; } else { const text: string = line.message; } }
      for await (const line of client.logs('x')) { line.level; }
      for await (const line of client.ring.deploymentLogs('x', { follow: true })) { const text: string = line.message; }
      const deployment: RingDeploymentDetail = await client.ring.deployment('x');
      // @ts-expect-error
      status.replicas.nonsense;
      export {};`,
    [`${folder}use.cts`]: `
      import Orchestry = require('orchestry-client');
      const client: Orchestry = new Orchestry('http://a.test');
      const gap: Orchestry.Gap | null = null;
      const list: Promise<Orchestry.AppList> = client.listApps();
      const kind = Orchestry.AppNotFoundError;
      export = [gap, list, kind];`,
  };
  const options = {
    module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true, types: [],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => path in files || fileExists(path);
  host.readFile = (path) => files[path] ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => (path in files ? ts.createSourceFile(path, files[path], version) : getSourceFile(path, version, ...rest));
  const problems = ts.getPreEmitDiagnostics(ts.createProgram(Object.keys(files), options, host));
  assert.deepEqual(problems.map((problem) => `${problem.file?.fileName}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`), []);
});
