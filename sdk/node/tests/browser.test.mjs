// In a real browser: the ES modules as they are, on pages of the controller's own origin and of one that it lists.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listedOrigin, live, password, spec, urls } from './live.mjs';

const BROWSERS = (process.env.CHROMIUM ?? 'chromium chromium-browser google-chrome').split(' ');

// Runs in the page.
async function onPage(app, secret, nodes) {
  const { default: Orchestry, AppNotFoundError, AuthenticationError } = await import('/sdk/index.js');
  const client = new Orchestry(nodes ?? location.origin);
  const said = {};
  await client.getAppStatus('nobody').catch((error) => { said.nobody = error instanceof AppNotFoundError; });
  said.registered = (await client.registerApp(app)).status;
  said.started = (await client.startApp(app.metadata.name, { replicas: 1 })).status;
  const lines = client.logs(app.metadata.name, { follow: true, giveUpAfter: 5 });
  for await (const line of lines) {
    said.line = line.message;
    break;
  }
  await client.ring.deployments().catch((error) => { said.refused = error instanceof AuthenticationError; });
  await client.login('admin', secret);
  said.deployments = (await client.ring.deployments()).map(({ id }) => id);
  await client.removeApp(app.metadata.name, { force: true });
  return said;
}

const page = async (name, nodes) => `<!doctype html><script type="module">
  const answer = await (${onPage})(${JSON.stringify(spec(name))}, ${JSON.stringify(await password())}, ${JSON.stringify(nodes)}).catch((error) => ({ failed: String(error?.stack ?? error) }));
  await fetch('/said', { method: 'POST', body: JSON.stringify(answer) });
</script>`;

/** Serves a page and the modules, and hands everything else to a node. */
async function site(t, html, node, port = 0) {
  let told;
  const said = new Promise((resolve) => { told = resolve; });
  const server = createServer(async (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url, 'http://site');
    if (pathname === '/') {
      outgoing.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
    } else if (pathname.startsWith('/sdk/')) {
      outgoing.writeHead(200, { 'Content-Type': 'text/javascript' }).end(readFileSync(new URL(`../dist/esm/${pathname.slice(5)}`, import.meta.url)));
    } else if (pathname === '/said') {
      let body = '';
      for await (const part of incoming) {
        body += part;
      }
      outgoing.end();
      told(JSON.parse(body));
    } else {
      const onwards = request(new URL(incoming.url, node), { method: incoming.method, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        outgoing.flushHeaders();
        answer.pipe(outgoing);
      });
      onwards.on('error', () => outgoing.destroy());
      outgoing.on('close', () => onwards.destroy());
      incoming.pipe(onwards);
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, said };
}

/** Opens an address with the first browser that is there; its failure to start is thrown. */
function open(t, address) {
  const profile = mkdtempSync(join(tmpdir(), 'orchestry-sdk-browser-'));
  const [browser, ...others] = BROWSERS;
  let running;
  const ended = new Promise((_, reject) => {
    const start = (program, rest) => {
      running = execFile(program, [
        '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync', '--disable-dev-shm-usage',
        `--user-data-dir=${profile}`, address,
      ], (failure, _out, words) => {
        if (failure?.code === 'ENOENT' && rest.length > 0) {
          start(rest[0], rest.slice(1));
        } else {
          reject(failure?.code === 'ENOENT' ? new Error(`none of ${BROWSERS.join(', ')} is installed`) : new Error(`the browser ended: ${words}`));
        }
      });
    };
    start(browser, others);
  });
  t.after(async () => {
    running.kill();
    await ended.catch(() => undefined);
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return ended;
}

async function works(t, name, { url, said }) {
  const { line, deployments, ...others } = await Promise.race([said, open(t, url)]);
  assert.deepEqual(others, { nobody: true, registered: 'registered', started: 'running', refused: true });
  assert.match(line, /hello 1 serves/);
  assert.ok(deployments.includes(name));
}

test('a page of the controller\'s origin uses both APIs', live, async (t) => {
  const [leader] = await urls();
  await works(t, 'sdk-page', await site(t, await page('sdk-page', null), leader));
});

test('a page of a listed origin uses both APIs of a cluster, a follower first', live, async (t) => {
  const [leader, ...followers] = await urls();
  const { port } = new URL(await listedOrigin());
  await works(t, 'sdk-foreign-page', await site(t, await page('sdk-foreign-page', [...followers, leader]), leader, Number(port)));
});
