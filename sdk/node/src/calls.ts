/** One request, whatever node it goes to. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | null;
  readonly contentType: string | null;
  /** Seconds that the server may take for its part, besides the client's time-out. */
  readonly takes: number;
  /** Changes nothing, so any node may answer it. */
  readonly isRead: boolean;
  /** A read that waits until the node has seen the client's writes. */
  readonly seesWrites: boolean;
  /** The answer is text, not JSON. */
  readonly isText: boolean;
  /** Sent without the token: who asks is what it is about. */
  readonly isAnonymous: boolean;
  /** A code that says that an earlier try, of which nothing is known, was carried out; and what is then answered. */
  readonly done: { readonly code: string; readonly result: unknown } | null;
}

type Given = string | number | boolean | readonly string[] | null | undefined;

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

const PLAIN: Call = {
  method: 'GET', path: '', query: {}, body: null, contentType: null, takes: 0, isRead: false, seesWrites: false, isText: false,
  isAnonymous: false, done: null,
};

/** The path with its query. */
export function targetOf(call: Call): string {
  const pairs = Object.entries(call.query).flatMap(([name, value]) => [value].flat().map((word) => [name, word] as [string, string]));
  const query = new URLSearchParams(pairs).toString();
  return query ? `${call.path}?${query}` : call.path;
}

/** Done twice it is as done once, so that it can be sent again whatever became of it. */
export function isSafe(call: Call): boolean {
  return call.isRead || call.method === 'PUT' || call.method === 'DELETE';
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
export function query(values: Record<string, Given>): Record<string, string | readonly string[]> {
  const said: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) {
      said[name] = typeof value === 'object' ? value : String(value);
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
export function register(spec: object | string, namespace?: string, dryRun = false): Call {
  const call: Call = { ...PLAIN, method: 'POST', path: '/api/v1/apps/register', query: query({ dry_run: dryRun || null }), contentType: YAML_TYPE };
  if (typeof spec === 'string') {
    if (namespace !== undefined) {
      throw new TypeError('a namespace can be given only with a specification that is an object; write it into the text as metadata.namespace');
    }
    return { ...call, body: spec };
  }
  const given = spec as { metadata?: object };
  const named = namespace === undefined ? given : { ...given, metadata: { ...given.metadata, namespace } };
  return { ...call, contentType: JSON_TYPE, body: JSON.stringify(named) };
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

/** A login: any node answers it, and changes nothing by it. */
export function login(username: string, password: string): Call {
  return { ...posted('/login', {}, { username, password }), isAnonymous: true };
}

/** The path of one of Ring's things. */
export function one(kind: string, id: string, rest = ''): string {
  if (typeof id !== 'string' || !id) {
    throw new TypeError('the id must be given');
  }
  // A browser resolves a path of dots, which no id is.
  return `/${kind}/${encodeURIComponent(id).replace(/^\.+$/, '_')}${rest}`;
}

/** A removal of one of Ring's things, and the code that says that there is none. */
export function removeOne(kind: string, id: string, gone: string, values: Record<string, Given> = {}): Call {
  return { ...write('DELETE', one(kind, id), values), done: { code: gone, result: null } };
}

/** A deployment: an object, or the text of a YAML or JSON document. */
export function deploy(body: object | string, values: Record<string, Given>): Call {
  const call = send('POST', '/deployments', values, body);
  return typeof body === 'string' ? { ...call, body, contentType: YAML_TYPE } : call;
}
