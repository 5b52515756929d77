/** One request, whatever node it goes to. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly contentType: string | null;
  /** Seconds that the server may take for its part, besides the client's time-out. */
  readonly takes: number;
  /** Changes nothing: can be sent again whatever became of it. */
  readonly isRead: boolean;
  /** A read that waits until the node has seen the client's writes. */
  readonly seesWrites: boolean;
  /** The answer is text, not JSON. */
  readonly isText: boolean;
  /** A code that says that an earlier try, of which nothing is known, was carried out; and the answer that it then would have had. */
  readonly done: { readonly code: string; readonly result: unknown } | null;
}

type Given = string | number | boolean | null | undefined;

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

const PLAIN: Call = {
  method: 'GET', path: '', query: {}, body: null, contentType: null, takes: 0, isRead: false, seesWrites: false, isText: false, done: null,
};

/** The path with its query. */
export function targetOf(call: Call): string {
  const query = new URLSearchParams(call.query).toString();
  return query ? `${call.path}?${query}` : call.path;
}

/** The path of an application, or of something of it. */
export function app(name: string, rest = ''): string {
  if (typeof name !== 'string' || !name) {
    throw new TypeError("the application's name must be given");
  }
  // A browser resolves a path of dots, which no application's name is.
  return `/api/v1/apps/${encodeURIComponent(name).replace(/^\.+$/, '_')}${rest}`;
}

/** A query of what is given. */
export function query(values: Record<string, Given>): Record<string, string> {
  const said: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) {
      said[name] = String(value);
    }
  }
  return said;
}

/** A read that sees the client's own writes. */
export function read(path: string, values: Record<string, Given> = {}): Call {
  return { ...PLAIN, path, query: query(values), isRead: true, seesWrites: true };
}

/** A read of how the system is: it is not to wait for the cluster to be well. */
export function look(path: string, isText = false): Call {
  return { ...PLAIN, path, isRead: true, isText };
}

/** A write. Fields of the body that are null or undefined are left out, and so is a body without fields. */
export function write(method: string, path: string, values: Record<string, Given>, body: Record<string, Given> = {}, takes = 0): Call {
  const said = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
  const isSaid = Object.keys(said).length > 0;
  return { ...PLAIN, method, path, query: query(values), body: isSaid ? JSON.stringify(said) : null, contentType: isSaid ? JSON_TYPE : null, takes };
}

/** A write whose body is sent as it is given. */
export function send(method: string, path: string, values: Record<string, Given>, body: unknown): Call {
  return { ...PLAIN, method, path, query: query(values), body: JSON.stringify(body), contentType: JSON_TYPE };
}

/** A registration: of an object, or of the text of a YAML or JSON document. */
export function register(spec: object | string, namespace?: string): Call {
  const call: Call = { ...PLAIN, method: 'POST', path: '/api/v1/apps/register', contentType: YAML_TYPE };
  if (typeof spec === 'string') {
    if (namespace !== undefined) {
      throw new TypeError('a namespace can be given only with a specification that is an object; write it into the text as metadata.namespace');
    }
    return { ...call, body: spec };
  }
  const given = spec as { metadata?: { name?: unknown } };
  const named = namespace === undefined ? given : { ...given, metadata: { ...given.metadata, namespace } };
  const name = given.metadata?.name;
  const done = typeof name === 'string'
    ? { code: 'APP_ALREADY_EXISTS', result: { message: 'Application registered successfully', app_name: name, status: 'registered' } }
    : null;
  return { ...call, contentType: JSON_TYPE, body: JSON.stringify(named), done };
}

/** A removal. */
export function remove(name: string, values: Record<string, Given>, takes: number): Call {
  const result = { message: 'Application removed successfully', app_name: name, containers_removed: 0, volumes_removed: 0 };
  return { ...write('DELETE', app(name), values, {}, takes), done: { code: 'APP_NOT_FOUND', result } };
}

/** A read that is posted. */
export function posted(path: string, values: Record<string, Given>, body: unknown): Call {
  return { ...send('POST', path, values, body), isRead: true, seesWrites: true };
}
