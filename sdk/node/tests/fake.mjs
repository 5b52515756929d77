// A node that answers what a test tells it to, over real sockets on loopback.
import { createServer } from 'node:http';
import { createServer as createPlainServer } from 'node:net';

export const json = (body, status = 200, headers = {}) => (request, response) => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

export const refusal = (code, status, { details, violations, ...headers } = {}) =>
  json({ error: 'No', code, timestamp: '2026-01-01T00:00:00Z', details, violations }, status, headers);

/** Ends the connection without an answer. */
export const cut = (request) => request.socket.destroy();

/** Server-Sent Events; then the connection is cut, or kept as long as `then` takes. */
export const stream = (parts, then = Promise.resolve()) => async (request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.flushHeaders();
  for (const part of [parts].flat()) {
    await new Promise((resolve) => response.write(part, resolve));
  }
  await then;
  // Ends it where it was, without the mark of an orderly end.
  response.socket?.end();
};

export const line = (number) =>
  `id: c${number}\ndata: ${JSON.stringify({ timestamp: 't', container: 'web-1', level: null, message: `line ${number}`, cursor: `c${number}` })}\n\n`;

export const event = (type, fields) => `id: ${fields.cursor}\nevent: ${type}\ndata: ${JSON.stringify(fields)}\n\n`;

/** An event of a deployment's log. */
export const ringLine = (number, type = 'message') => `id: c${number}\nevent: ${type}\ndata: ${JSON.stringify({ message: `t web-1: line ${number}` })}\n\n`;

export const close = (code) => `event: close\ndata: {"code":${code},"reason":""}\n\n`;

/** Serves the replies it is given, one after the other; `test.after` ends it. */
export async function fakeNode(test, ...replies) {
  const seen = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) {
      body += part;
    }
    seen.push({ method: request.method, path: request.url, headers: request.headers, body });
    await (replies.shift() ?? refusal('INTERNAL_ERROR', 500, { details: 'the test told no further answer' }))(request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen, tell: (...more) => replies.push(...more) };
}

/** The URL of a port where nobody listens. */
export async function nobody() {
  const server = createPlainServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** The first messages of a stream. */
export async function take(count, stream) {
  const taken = [];
  for await (const item of stream) {
    taken.push(item);
    if (taken.length === count) {
      break;
    }
  }
  return taken;
}

/** A promise, and what settles it. */
export function gate() {
  let open;
  const promise = new Promise((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
