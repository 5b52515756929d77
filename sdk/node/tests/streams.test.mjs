import assert from 'node:assert/strict';
import { test } from 'node:test';
import Orchestry, * as sdk from 'orchestry-client';
import { ServerEvents } from '../dist/esm/sse.js';
import { close, event, fakeNode, gate, json, line, refusal, ringLine, stream, take } from './fake.mjs';

const messages = (items) => items.map((item) => item.message);
const follow = (client, options = {}) => client.logs('web', { follow: true, tail: 0, ...options });

test('every message comes once over connections that are cut anywhere', async (t) => {
  const text = line(1) + line(2) + line(3);
  // The ends of lines, and a place in the middle of each.
  for (const at of [0, 1, 3, 6, 20, line(1).length - 1, line(1).length, line(1).length + 9, text.length - 1]) {
    const whole = text.slice(0, at).split('\n\n').length - 1;
    const rest = [1, 2, 3].filter((n) => n > whole).map(line).join('');
    const node = await fakeNode(t, stream(text.slice(0, at)), stream(rest + close(1000)));
    assert.deepEqual(messages(await take(9, follow(new Orchestry(node.url)))), ['line 1', 'line 2', 'line 3'], `cut at ${at}`);
    assert.equal(node.seen[1].headers['last-event-id'], whole ? `c${whole}` : undefined);
  }
});

test('it goes on at the next node', async (t) => {
  const first = await fakeNode(t, stream(line(1)), stream(line(3) + close(1000)));
  const second = await fakeNode(t, stream(line(2) + close(1001)));
  assert.deepEqual(messages(await take(9, follow(new Orchestry([first.url, second.url])))), ['line 1', 'line 2', 'line 3']);
  assert.equal(second.seen[0].headers['last-event-id'], 'c1');
  assert.equal(first.seen[1].headers['last-event-id'], 'c2');
});

test('without a cursor it goes on from the time at which it was opened', async (t) => {
  const node = await fakeNode(t, stream([]), stream(line(1)));
  await take(1, new Orchestry(node.url).events());
  assert.match(node.seen[1].path, /^\/api\/v1\/events\/stream\?since=\d+$/);
});

test('a past that was asked for and has not come is asked for again, until a sign of life says that there was none', async (t) => {
  const node = await fakeNode(t, stream([]), stream(': still here\n\n'), stream(line(1)));
  await take(1, follow(new Orchestry(node.url), { tail: 5, container: 'web-1' }));
  assert.match(node.seen[1].path, /tail=5&container=web-1$/);
  assert.match(node.seen[2].path, /container=web-1&since=\d+$/);
});

test('following begins with a hundred lines unless told otherwise', async (t) => {
  const node = await fakeNode(t, stream(line(1)), stream(line(1)), stream(line(1)));
  const client = new Orchestry(node.url);
  await take(1, client.logs('web', { follow: true }));
  await take(1, client.logs('web', { follow: true, since: '1h' }));
  await take(1, client.logs('web', { follow: true, after: 'c0' }));
  assert.deepEqual(node.seen.map(({ path }) => path.split('?')[1]), ['tail=100', 'since=1h', 'after=c0']);
});

test('a deployment\'s log is followed as an application\'s', async (t) => {
  const first = await fakeNode(t, stream(ringLine(1) + ringLine(2, 'gap')), stream(ringLine(4, 'end') + close(1000)));
  const second = await fakeNode(t, stream(ringLine(3)));
  const items = await take(9, new Orchestry([first.url, second.url]).ring.deploymentLogs('web', { follow: true, containerEnds: true }));
  assert.deepEqual([items[0], items[2]], [{ message: 't web-1: line 1' }, { message: 't web-1: line 3' }]);
  assert.ok(items[1] instanceof sdk.Gap);
  assert.deepEqual([items[1].timestamp, items[1].container, items[1].reason, items[1].cursor], ['t', 'web-1', 'line 2', 'c2']);
  assert.ok(items[3] instanceof sdk.End);
  assert.deepEqual([...first.seen, ...second.seen].map(({ path }) => path), Array(3).fill('/deployments/web/logs?follow=true&tail=100'));
  assert.equal(second.seen[0].headers['last-event-id'], 'c2');
});

test('a gap is an object that a loop that only prints messages can print', async (t) => {
  const fields = { type: 'gap', timestamp: 't', container: 'web-1', from: 'a', to: 'b', missed: 3, reason: 'The log was rotated', cursor: 'g1' };
  const node = await fakeNode(t, stream(event('gap', fields)), stream(close(1000)));
  const [gap] = await take(9, follow(new Orchestry(node.url)));
  assert.ok(gap instanceof sdk.Gap);
  assert.equal(gap.message, 'Messages are missing here: The log was rotated');
  assert.deepEqual({ ...gap, level: undefined }, { ...fields, level: undefined });
  assert.equal(node.seen[1].headers['last-event-id'], 'g1');
});

test('the end of a container is told to those who ask for it, a kind of a later version to nobody', async (t) => {
  const parts = event('end', { type: 'end', timestamp: 't', container: 'web-1', cursor: 'e1' }) + event('weather', { cursor: 'w1' }) + close(1000);
  const node = await fakeNode(t, stream(parts), stream(parts));
  assert.deepEqual(await take(9, follow(new Orchestry(node.url))), []);
  const [end] = await take(9, follow(new Orchestry(node.url), { containerEnds: true }));
  assert.ok(end instanceof sdk.End);
  assert.equal(end.message, 'web-1 has ended');
});

test('it ends when the application was removed while nobody was connected', async (t) => {
  const node = await fakeNode(t, stream(line(1)), refusal('APP_NOT_FOUND', 404));
  assert.equal((await take(9, follow(new Orchestry(node.url)))).length, 1);
});

test('a request that is refused is an error, and the stream is over', async (t) => {
  const node = await fakeNode(t, refusal('APP_NOT_FOUND', 404));
  const lines = follow(new Orchestry(node.url));
  await assert.rejects(lines.next(), sdk.AppNotFoundError);
  assert.deepEqual(await lines.next(), { done: true, value: undefined });
});

test('it gives up when no node was there for as long as was said', async () => {
  const { nobody } = await import('./fake.mjs');
  const began = performance.now();
  await assert.rejects(take(1, follow(new Orchestry([await nobody(), await nobody()]), { giveUpAfter: 0.5 })), sdk.ConnectionFailedError);
  assert.ok(performance.now() - began < 5000);
});

test('opening connects at once, and loses nothing', async (t) => {
  const { promise, open } = gate();
  t.after(open);
  const node = await fakeNode(t, stream(line(1), promise));
  const lines = await follow(new Orchestry(node.url)).open();
  assert.equal(node.seen.length, 1);
  await lines.open();
  assert.equal((await lines.next()).value.message, 'line 1');
  assert.equal(lines.cursor, 'c1');
  lines.close();
});

test('a stream that is closed or aborted while it waits ends', async (t) => {
  const { promise, open } = gate();
  t.after(open);
  const node = await fakeNode(t, stream(line(1), promise), stream(line(1), promise));
  const lines = follow(new Orchestry(node.url));
  await lines.next();
  const waiting = lines.next();
  lines.close();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  const controller = new AbortController();
  const aborted = follow(new Orchestry(node.url), { signal: controller.signal });
  await aborted.next();
  const reason = new Error('enough');
  const alsoWaiting = aborted.next();
  controller.abort(reason);
  await assert.rejects(alsoWaiting, reason);
  assert.equal((await aborted.next()).done, true);
});

test('several that wait are served in their order', async (t) => {
  const node = await fakeNode(t, stream(line(1)), stream(line(2) + line(3)));
  const lines = follow(new Orchestry(node.url));
  const got = await Promise.all([lines.next(), lines.next(), lines.next()]);
  assert.deepEqual(got.map(({ value }) => value.message), ['line 1', 'line 2', 'line 3']);
  lines.close();
});

test('without follow the lines come in their order', async (t) => {
  const node = await fakeNode(t, json({ logs: [{ message: 'new' }, { message: 'old' }] }));
  assert.deepEqual(messages(await take(9, new Orchestry(node.url).logs('web', { tail: 2 }))), ['old', 'new']);
  assert.equal(node.seen[0].path, '/api/v1/apps/web/logs?tail=2');
});

test('events are read however they are cut into pieces', () => {
  const bytes = new TextEncoder().encode('\ufeffid: 1\r\nevent: gap\r\ndata: a\r\ndata:b\r\n\r\n: still here\n\nid\ndata:  ü\n\nevent: alone\n\ndata: last\n\ndata: cut');
  const expected = [
    { data: 'a\nb', type: 'gap', id: '1' }, { data: null, type: 'message', id: null }, { data: ' ü', type: 'message', id: '' },
    { data: 'last', type: 'message', id: null },
  ];
  for (let at = 0; at <= bytes.length; at++) {
    const events = new ServerEvents();
    assert.deepEqual([...events.feed(bytes.slice(0, at)), ...events.feed(bytes.slice(at))], expected, `cut at ${at}`);
  }
});
