/** The messages of streams. */

/** A line that a container wrote. */
export interface LogMessage {
  timestamp: string;
  container: string;
  level: string | null;
  message: string;
  cursor: string;
}

/** Something that happened. `app_name` null: to the system itself. */
export interface EventMessage {
  id: number;
  type: string;
  app_name: string | null;
  message: string;
  timestamp: string;
  details: Record<string, unknown>;
  cursor: string;
}

/** An application's figures over an interval; null where nothing was measured. */
export interface MetricsMessage {
  timestamp: string;
  cpu_percent: number | null;
  memory_percent: number | null;
  rps: number | null;
  latency_p95_ms: number | null;
  active_connections: number | null;
  healthy_replicas: number;
  total_replicas: number;
  cursor: string;
}

/** A gap, as it comes. */
export interface GapMessage {
  /** `gap`. */
  type: string;
  timestamp: string;
  container: string | null;
  from: string | null;
  to: string | null;
  missed: number | null;
  reason: string;
  cursor: string;
}

/** Something between `from` and `to` will not come. What is null is not known. A loop that only prints messages can print it. */
export class Gap implements GapMessage {
  readonly type = 'gap';
  readonly level = null;
  /** When it was noticed. */
  readonly timestamp: string;
  /** The replica whose lines are missing. */
  readonly container: string | null;
  /** What was delivered last before it: a time, for events a revision. */
  readonly from: string | null;
  /** What is delivered first after it: a time, for events a revision. */
  readonly to: string | null;
  /** How many messages. */
  readonly missed: number | null;
  /** Why, in one sentence. */
  readonly reason: string;
  /** Where to go on after it. */
  readonly cursor: string;

  constructor(fields: GapMessage) {
    this.timestamp = fields.timestamp;
    this.container = fields.container ?? null;
    this.from = fields.from ?? null;
    this.to = fields.to ?? null;
    this.missed = fields.missed ?? null;
    this.reason = fields.reason;
    this.cursor = fields.cursor;
  }

  /** What it says, for people. */
  get message(): string {
    return `Messages are missing here: ${this.reason}`;
  }
}

/** An end, as it comes. */
export interface EndMessage {
  /** `end`. */
  type: string;
  timestamp: string;
  container: string;
  cursor: string;
}

/** A container has exited, and every line of it was handed out. */
export class End implements EndMessage {
  readonly type = 'end';
  readonly level = null;
  /** When it was noticed. */
  readonly timestamp: string;
  /** The replica. */
  readonly container: string;
  /** Where to go on after it. */
  readonly cursor: string;

  constructor(fields: EndMessage) {
    this.timestamp = fields.timestamp;
    this.container = fields.container;
    this.cursor = fields.cursor;
  }

  /** What it says, for people. */
  get message(): string {
    return `${this.container} has ended`;
  }
}

/** What an iterator over a log hands out. */
export type LogItem = LogMessage | Gap | End;
/** What an iterator over events hands out. */
export type EventItem = EventMessage | Gap;
/** What an iterator over figures hands out. */
export type MetricsItem = MetricsMessage | Gap;
