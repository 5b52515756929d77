import * as calls from './calls.js';
import { exchange } from './exchange.js';
import type * as options from './options.js';
import type { Session } from './session.js';
import { Stream } from './stream.js';
import type * as types from './types/index.js';

const LOG_TAIL = 100;
const GIVE_UP_AFTER = 60;

/**
 * The Ring API over the same cluster: `client.ring`. It wants a token: give the client one, or call `client.login`.
 *
 * What removes answers what was removed, and null where a node died over it and the next one finds it gone.
 */
export class Ring {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The deployments: all, or those of a namespace, status or kind, or of one of several. */
  deployments({ namespace, status, kind, signal }: options.RingListOptions = {}): Promise<types.RingDeploymentSummary[]> {
    return this.#read(() => '/deployments', { namespace, status, kind }, signal);
  }

  /**
   * Makes a deployment, or brings it to what the body says: an object, or the text of a YAML or JSON document. Answered when the wish is durable;
   * `deployment` tells when it has come true.
   */
  applyDeployment(body: types.RingDeploymentSpec | object | string, { createOnly, force, dryRun, signal }: options.RingApplyOptions = {}): Promise<types.RingDeploymentReply> {
    return this.#run(() => calls.deploy(body, { create_only: createOnly || null, force: force || null, dry_run: dryRun || null }), signal);
  }

  /** A deployment. */
  deployment(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingDeploymentDetail> {
    return this.#read(() => calls.one('deployments', id), {}, signal);
  }

  /** Removes a deployment. */
  deleteDeployment(id: string, { force, keepData = true, signal }: options.RingDeleteOptions = {}): Promise<types.RingDeploymentReply | null> {
    const query = { force: force || null, keep_data: keepData ? null : false };
    return this.#run(() => calls.removeOne('deployments', id, 'DEPLOYMENT_NOT_FOUND', query), signal);
  }

  /** The lines of a deployment's containers, in their order: the last `tail` (100). */
  deploymentLogs(id: string, given?: options.RingLogsOptions & { follow?: false }): AsyncIterableIterator<types.RingLogLine>;
  /**
   * Those, and whatever is written from then on, over lost connections and changes of leader, as `client.logs` does, with the same `Gap`, `End` and
   * `cursor`.
   */
  deploymentLogs(id: string, given: options.RingFollowOptions): Stream<types.RingLogItem>;
  deploymentLogs(
    id: string, given: (options.RingLogsOptions & { follow?: false }) | options.RingFollowOptions = {},
  ): AsyncIterableIterator<types.RingLogLine> | Stream<types.RingLogItem> {
    if (!given.follow) {
      return this.#pastLines(id, given);
    }
    const { since, container, after, containerEnds = false, giveUpAfter = GIVE_UP_AFTER, signal } = given;
    const tail = given.tail ?? (since === undefined && after === undefined ? LOG_TAIL : undefined);
    const call = calls.read(calls.one('deployments', id, '/logs'), { follow: true, tail, since, container, after });
    return new Stream<types.RingLogItem>(call, this.#session, containerEnds, giveUpAfter, signal);
  }

  /** What happened to a deployment, the newest first. */
  deploymentEvents(id: string, { level, limit, signal }: options.RingEventsOptions = {}): Promise<types.RingEvent[]> {
    return this.#read(() => calls.one('deployments', id, '/events'), { level, limit }, signal);
  }

  /** Figures of the node that answers. */
  node({ signal }: options.RequestOptions = {}): Promise<types.RingNode> {
    return this.#read(() => '/node/get', {}, signal);
  }

  /** Whether the node that answers is up. Needs no token. */
  health({ signal }: options.RequestOptions = {}): Promise<types.RingHealth> {
    return this.#run(() => calls.look('/healthz'), signal);
  }

  /** The configurations: all, or those of a namespace or several. */
  configs({ namespace, signal }: options.RingNamespaceOptions = {}): Promise<types.RingConfig[]> {
    return this.#read(() => '/configs', { namespace }, signal);
  }

  /** Makes a configuration of any text. */
  createConfig(name: string, data: string, { namespace, signal }: options.RingCreateOptions = {}): Promise<types.RingConfig> {
    return this.#send('POST', () => '/configs', { name, namespace, data }, signal);
  }

  /** A configuration. */
  config(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingConfig> {
    return this.#read(() => calls.one('configs', id), {}, signal);
  }

  /** Changes a configuration's text; the deployments that mount it are moved to it. */
  updateConfig(id: string, data: string, { signal }: options.RequestOptions = {}): Promise<types.RingConfig> {
    return this.#send('PUT', () => calls.one('configs', id), { data }, signal);
  }

  /** Removes a configuration that no deployment mounts. */
  deleteConfig(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingConfig | null> {
    return this.#run(() => calls.removeOne('configs', id, 'CONFIG_NOT_FOUND'), signal);
  }

  /** The secrets without their values: all, or those of a namespace or several. */
  secrets({ namespace, signal }: options.RingNamespaceOptions = {}): Promise<types.RingSecret[]> {
    return this.#read(() => '/secrets', { namespace }, signal);
  }

  /** Makes a secret: a text, or an object whose fields can be asked for one by one. */
  createSecret(name: string, value: string | object, { namespace, signal }: options.RingCreateOptions = {}): Promise<types.RingCreatedSecret> {
    return this.#send('POST', () => '/secrets', { name, namespace, value }, signal);
  }

  /** A secret, without its value. */
  secret(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingSecret> {
    return this.#read(() => calls.one('secrets', id), {}, signal);
  }

  /** Gives a secret another value; the deployments that use it are moved to it. */
  rotateSecret(id: string, value: string | object, { signal }: options.RequestOptions = {}): Promise<types.RingSecret> {
    return this.#send('PUT', () => calls.one('secrets', id), { value }, signal);
  }

  /** Removes a secret; one that a deployment uses only with `force`. */
  deleteSecret(id: string, { force, signal }: options.RingForceOptions = {}): Promise<types.RingSecret | null> {
    return this.#run(() => calls.removeOne('secrets', id, 'SECRET_NOT_FOUND', { force: force || null }), signal);
  }

  /** The namespaces. */
  namespaces({ signal }: options.RequestOptions = {}): Promise<types.RingNamespace[]> {
    return this.#read(() => '/namespaces', {}, signal);
  }

  /** Makes a namespace; what is put into one makes it as well. */
  createNamespace(name: string, { signal }: options.RequestOptions = {}): Promise<types.RingNamespace> {
    return this.#send('POST', () => '/namespaces', { name }, signal);
  }

  /** A namespace. */
  namespace(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingNamespace> {
    return this.#read(() => calls.one('namespaces', id), {}, signal);
  }

  /** Removes a namespace that nothing is in. */
  deleteNamespace(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingNamespace | null> {
    return this.#run(() => calls.removeOne('namespaces', id, 'NAMESPACE_NOT_FOUND'), signal);
  }

  /** The users. */
  users({ signal }: options.RequestOptions = {}): Promise<types.RingUser[]> {
    return this.#read(() => '/users', {}, signal);
  }

  /** Makes a user. Whoever can log in may do everything. */
  createUser(username: string, password: string, { signal }: options.RequestOptions = {}): Promise<types.RingUser> {
    return this.#send('POST', () => '/users', { username, password }, signal);
  }

  /** The user whose token is sent. */
  currentUser({ signal }: options.RequestOptions = {}): Promise<types.RingUser> {
    return this.#read(() => '/users/me', {}, signal);
  }

  /** Changes a user's name or password. With another password every login of the user ends. */
  updateUser(id: string, { username, password, signal }: options.RingUserOptions = {}): Promise<types.RingUser> {
    return this.#send('PUT', () => calls.one('users', id), { username, password }, signal);
  }

  /** Removes a user, whose logins and tokens end. */
  deleteUser(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingUser | null> {
    return this.#run(() => calls.removeOne('users', id, 'USER_NOT_FOUND'), signal);
  }

  /** The API tokens, without their values. */
  tokens({ signal }: options.RequestOptions = {}): Promise<types.RingToken[]> {
    return this.#read(() => '/tokens', {}, signal);
  }

  /** Makes an API token for what its scopes say, in all namespaces or some. Its value is in this answer and in no other. */
  createToken(name: string, scopes: readonly string[], { namespaces, expireAt, signal }: options.RingTokenOptions = {}): Promise<types.RingIssuedToken> {
    return this.#send('POST', () => '/tokens', { name, scopes, namespaces, expire_at: expireAt }, signal);
  }

  /** An API token, without its value. */
  token(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingToken> {
    return this.#read(() => calls.one('tokens', id), {}, signal);
  }

  /** Gives an API token another value; the one before ends. */
  rotateToken(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingIssuedToken> {
    return this.#run(() => calls.write('POST', calls.one('tokens', id, '/rotate'), {}), signal);
  }

  /** Ends an API token; it stays in the list. */
  revokeToken(id: string, { signal }: options.RequestOptions = {}): Promise<types.RingToken> {
    return this.#run(() => calls.write('DELETE', calls.one('tokens', id), {}), signal);
  }

  /** Signs logins with a new key; those of before stay valid until they expire. */
  rotateSigningKey({ signal }: options.RequestOptions = {}): Promise<types.RingSigningKey> {
    return this.#run(() => calls.write('POST', '/tokens/signing-key/rotate', {}), signal);
  }

  async *#pastLines(id: string, { tail, since, container, signal }: options.RingLogsOptions): AsyncIterableIterator<types.RingLogLine> {
    yield* await this.#read<types.RingLogLine[]>(() => calls.one('deployments', id, '/logs'), { tail, since, container }, signal);
  }

  #read<T>(path: () => string, query: Parameters<typeof calls.read>[1], signal: AbortSignal | undefined): Promise<T> {
    return this.#run(() => calls.read(path(), query), signal);
  }

  // What is undefined is left out by JSON itself.
  #send<T>(method: string, path: () => string, body: object, signal: AbortSignal | undefined): Promise<T> {
    return this.#run(() => calls.send(method, path(), {}, body), signal);
  }

  // What is wrong with the arguments rejects the promise, as every other failure does.
  async #run<T>(make: () => calls.Call, signal: AbortSignal | undefined): Promise<T> {
    return await exchange(make(), this.#session, signal) as T;
  }
}
