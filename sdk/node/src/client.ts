import * as calls from './calls.js';
import { exchange } from './exchange.js';
import type * as options from './options.js';
import { Ring } from './ring.js';
import { Session } from './session.js';
import { Stream } from './stream.js';
import type * as types from './types/index.js';

// Seconds that the server takes for a wish unless it is told otherwise.
const START_WAITS = 300;
const STOP_WAITS = 30;
// A removal drains and stops every replica, a check probes every one; how long that may take is the specification's affair.
const REMOVE_TAKES = 600;
const CHECK_TAKES = 120;
const LOG_TAIL = 100;
const GIVE_UP_AFTER = 60;

/**
 * Talks to Orchestry's controllers.
 *
 * Give it the URL of a node, or of several: it asks the next one when one does not answer, follows redirects to the leader, waits for an election, and
 * sees its own writes whatever node it reads from. All times are in seconds.
 */
export class Orchestry {
  readonly #session: Session;
  readonly #ring: Ring;

  constructor(url: string | readonly string[], given: options.ClientOptions = {}) {
    this.#session = new Session(url, given);
    this.#ring = new Ring(this.#session);
  }

  /** The Ring API over the same cluster. */
  get ring(): Ring {
    return this.#ring;
  }

  /** The journal revision of this client's last write, which its reads wait for; 0 before there is one. */
  get revision(): number {
    return this.#session.revision;
  }

  /** Logs a user in, and sends the token from then on. It ends some time later, which is an `AuthenticationError`: log in again. */
  async login(username: string, password: string, { signal }: options.RequestOptions = {}): Promise<void> {
    this.#session.keep(await this.#run(() => calls.login(username, password), signal));
  }

  /** Ends the login whose token is sent, on every node, and sends none from then on. */
  async logout({ signal }: options.RequestOptions = {}): Promise<void> {
    await this.#run(() => calls.write('POST', '/logout', {}), signal);
    this.#session.forget();
  }

  /** Registers an application, or changes its specification: an object, or the text of a YAML or JSON document. */
  registerApp(spec: types.AppSpec | object | string, { namespace, dryRun = false, signal }: options.RegisterOptions = {}): Promise<types.AppRegisteredReply> {
    return this.#run(() => calls.register(spec, namespace, dryRun), signal);
  }

  /** Starts an application, and waits until its replicas are ready. */
  startApp(name: string, { replicas, wait = true, timeout, namespace, signal }: options.StartOptions = {}): Promise<types.AppStartedReply> {
    const takes = wait ? timeout ?? START_WAITS : 0;
    return this.#run(() => calls.write('POST', calls.app(name, '/start'), { namespace }, { replicas, wait, timeout }, takes), signal);
  }

  /** Stops an application. */
  stopApp(name: string, { force = false, timeout, namespace, signal }: options.StopOptions = {}): Promise<types.AppStoppedReply> {
    // The same time for requests under way, and then for the process.
    const takes = 2 * (timeout ?? STOP_WAITS);
    return this.#run(() => calls.write('POST', calls.app(name, '/stop'), { namespace }, { force, timeout }, takes), signal);
  }

  /** Scales an application to a number of replicas, and waits until they are ready. */
  scaleApp(name: string, replicas: number, { wait = true, timeout, namespace, signal }: options.WaitOptions = {}): Promise<types.AppScaledReply> {
    const takes = wait ? timeout ?? START_WAITS : 0;
    return this.#run(() => calls.write('POST', calls.app(name, '/scale'), { namespace }, { replicas, wait, timeout }, takes), signal);
  }

  /**
   * Removes an application and all that is its own. Where a node died over it and the next one finds the application removed, nobody counted: both
   * counts are 0.
   */
  removeApp(name: string, { force, keepData, namespace, signal }: options.RemoveOptions = {}): Promise<types.AppRemovedReply> {
    return this.#run(() => calls.remove(name, { force: force || null, keep_data: keepData || null, namespace }, REMOVE_TAKES), signal);
  }

  /** All applications, or those in a state. */
  listApps({ status, format, namespace, signal }: options.ListOptions = {}): Promise<types.AppList> {
    return this.#run(() => calls.read('/api/v1/apps', { status, format, namespace }), signal);
  }

  /** An application's state, replicas and containers. */
  getAppStatus(name: string, { namespace, signal }: options.AppOptions = {}): Promise<types.AppDetail> {
    return this.#run(() => calls.read(calls.app(name), { namespace }), signal);
  }

  /** An application's specification. */
  getAppSpec(name: string, { namespace, signal }: options.AppOptions = {}): Promise<types.AppSpec> {
    return this.#run(() => calls.read(calls.app(name, '/spec'), { namespace }), signal);
  }

  /** How the probes of an application's containers went. */
  getAppHealth(name: string, { namespace, signal }: options.AppOptions = {}): Promise<types.AppHealth> {
    return this.#run(() => calls.read(calls.app(name, '/health'), { namespace }), signal);
  }

  /** Probes every running replica now. */
  checkHealth(name: string, { namespace, signal }: options.AppOptions = {}): Promise<types.HealthCheckReply> {
    return this.#run(() => calls.write('POST', calls.app(name, '/health/check'), { namespace }, {}, CHECK_TAKES), signal);
  }

  /** An application's figures, now and in the past. */
  getAppMetrics(name: string, { history, interval, namespace, signal }: options.MetricsOptions = {}): Promise<types.AppMetricsReply> {
    return this.#run(() => calls.read(calls.app(name, '/metrics'), { history, interval, namespace }), signal);
  }

  /** The last lines of an application's containers, the newest first. `logs` iterates over them, and follows. */
  getLogs(name: string, { tail, since, container, namespace, signal }: options.LogsOptions = {}): Promise<types.AppLogs> {
    return this.#run(() => calls.read(calls.app(name, '/logs'), { tail, since, container, namespace }), signal);
  }

  /** An application's events, the newest first. */
  getEvents(name: string, { type, since, limit, namespace, signal }: options.EventsOptions = {}): Promise<types.AppEvents> {
    return this.#run(() => calls.read(calls.app(name, '/events'), { type, since, limit, namespace }), signal);
  }

  /** The scaling policy in force. */
  getScaling(name: string, { namespace, signal }: options.AppOptions = {}): Promise<types.AppScaling> {
    return this.#run(() => calls.read(calls.app(name, '/scaling'), { namespace }), signal);
  }

  /** Changes the scaling policy; what is left out stays. */
  updateScaling(name: string, policy: types.ScalingPolicyChange, { namespace, signal }: options.AppOptions = {}): Promise<types.ScalingChangedReply> {
    return this.#run(() => calls.send('PUT', calls.app(name, '/scaling'), { namespace }, policy), signal);
  }

  /** Tries a policy on the load there was, or on a load of your own. Changes nothing. */
  simulateScaling(name: string, request: types.SimulateRequest = {}, { namespace, signal }: options.AppOptions = {}): Promise<types.SimulationReply> {
    return this.#run(() => calls.posted(calls.app(name, '/scaling/simulate'), { namespace }, request), signal);
  }

  /** The autoscaler's decisions with their reasons, those to hold included, the newest first. */
  getScalingDecisions(name: string, { since, limit, namespace, signal }: options.DecisionsOptions = {}): Promise<types.ScalingDecisions> {
    return this.#run(() => calls.read(calls.app(name, '/scaling/decisions'), { since, limit, namespace }), signal);
  }

  /** The configuration in force. */
  getConfig({ signal }: options.RequestOptions = {}): Promise<types.ConfigBody> {
    return this.#run(() => calls.read('/api/v1/config'), signal);
  }

  /** Changes the configuration of the next start; what is left out stays. */
  updateConfig(change: types.ConfigChange, { signal }: options.RequestOptions = {}): Promise<types.ConfigChangedReply> {
    return this.#run(() => calls.send('PUT', '/api/v1/config', {}, change), signal);
  }

  /** The cluster as the node that answers sees it. */
  clusterStatus({ signal }: options.RequestOptions = {}): Promise<types.ClusterStatus> {
    return this.#run(() => calls.look('/cluster/status'), signal);
  }

  /** Who leads; a `NoLeaderError` when nobody does. */
  clusterLeader({ signal }: options.RequestOptions = {}): Promise<types.ClusterLeader> {
    return this.#run(() => calls.look('/cluster/leader'), signal);
  }

  /** Whether the cluster has a leader and its database. */
  clusterHealth({ signal }: options.RequestOptions = {}): Promise<types.ClusterHealth> {
    return this.#run(() => calls.look('/cluster/health'), signal);
  }

  /** How the parts of the node that answers are. */
  systemHealth({ signal }: options.RequestOptions = {}): Promise<types.SystemHealthReply> {
    return this.#run(() => calls.look('/health'), signal);
  }

  /** Figures of the host, of all applications, and of the ingress. */
  systemMetrics({ signal }: options.RequestOptions = {}): Promise<types.SystemMetricsReply> {
    return this.#run(() => calls.read('/api/v1/metrics'), signal);
  }

  /** Figures of the node that answers, as Prometheus reads them. */
  prometheusMetrics({ signal }: options.RequestOptions = {}): Promise<string> {
    return this.#run(() => calls.look('/metrics', true), signal);
  }

  /** The OpenAPI document of the node that answers. */
  apiDocument({ signal }: options.RequestOptions = {}): Promise<Record<string, unknown>> {
    return this.#run(() => calls.look('/openapi/v1.json'), signal);
  }

  /**
   * The lines of an application's containers, in their order.
   *
   * Without `follow`, the last ones that there are. With it, those (100 unless told otherwise) and whatever is written from then on, over lost
   * connections and changes of leader: each line once. A `Gap` stands for lines that will not come. Ends when the application is removed.
   */
  logs(name: string, given: options.FollowLogsOptions): Stream<types.LogItem>;
  logs(name: string, given?: options.LogsOptions & { follow?: false | undefined }): AsyncIterableIterator<types.LogLine>;
  logs(
    name: string, given: options.FollowLogsOptions | (options.LogsOptions & { follow?: false | undefined }) = {},
  ): Stream<types.LogItem> | AsyncIterableIterator<types.LogLine> {
    if (!given.follow) {
      return this.#pastLines(name, given);
    }
    const { since, container, after, containerEnds = false, giveUpAfter, namespace, signal } = given;
    const tail = given.tail ?? (since === undefined && after === undefined ? LOG_TAIL : undefined);
    const call = calls.read(calls.app(name, '/logs/stream'), { tail, since, container, after, namespace });
    return this.#follow<types.LogItem>(call, containerEnds, giveUpAfter, signal);
  }

  /**
   * Events as they are committed: of all applications or one, of all types but decisions or one. Begins with the last `tail` (0), or with those `since`
   * then. Goes on over lost connections as `logs` does.
   */
  events({ app, type, tail, since, after, giveUpAfter, signal }: options.FollowEventsOptions = {}): Stream<types.EventItem> {
    return this.#follow(calls.read('/api/v1/events/stream', { app, type, tail, since, after }), false, giveUpAfter, signal);
  }

  /** An application's figures as they are measured, beginning with the last `tail` (1). Goes on over lost connections as `logs` does. */
  metrics(name: string, { tail, since, after, giveUpAfter, namespace, signal }: options.FollowMetricsOptions = {}): Stream<types.MetricsItem> {
    return this.#follow(calls.read(calls.app(name, '/metrics/stream'), { tail, since, after, namespace }), false, giveUpAfter, signal);
  }

  async *#pastLines(name: string, given: options.LogsOptions): AsyncIterableIterator<types.LogLine> {
    const page = await this.getLogs(name, given);
    yield* page.logs.reverse();
  }

  #follow<T>(call: calls.Call, withEnds: boolean, giveUpAfter: number | null = GIVE_UP_AFTER, signal: AbortSignal | undefined): Stream<T> {
    return new Stream<T>(call, this.#session, withEnds, giveUpAfter, signal);
  }

  // What is wrong with the arguments rejects the promise, as every other failure does.
  async #run<T>(make: () => calls.Call, signal: AbortSignal | undefined): Promise<T> {
    return await exchange(make(), this.#session, signal) as T;
  }
}
