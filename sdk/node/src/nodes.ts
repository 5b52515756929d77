/** The nodes a client was given, the one it asks now, and the leader it has learned of. */
export class Nodes {
  readonly given: readonly string[];
  readonly #origins: ReadonlySet<string>;
  #current = 0;
  #leader: string | null = null;

  constructor(urls: string | readonly string[]) {
    const listed = typeof urls === 'string' ? [urls] : [...urls];
    if (listed.length === 0) {
      throw new TypeError('at least one URL of a node is needed');
    }
    this.given = listed.map(checked);
    this.#origins = new Set(this.given.map((url) => new URL(url).origin));
  }

  get count(): number {
    return this.given.length;
  }

  /** The node that is asked first. */
  get current(): string {
    return this.given[this.#current % this.given.length]!;
  }

  /** The leader, where it is known: one way less than by a redirect. */
  get forWrites(): string {
    return this.#leader ?? this.current;
  }

  /** The node did not do: forgets it as the leader and answers the one to try next. */
  passOver(failed: string): string {
    if (failed === this.#leader) {
      this.#leader = null;
    }
    if (failed === this.current) {
      this.#current = (this.#current + 1) % this.given.length;
    }
    return this.current;
  }

  /**
   * Where to go on after a redirect: to the leader that it names, which is remembered, and gets the token, too.
   * Only nodes that were given are believed: one that was itself only named is left for one that was given. Null where the redirect must not be
   * followed: to another path, or to another scheme unless that node was given.
   */
  redirect(asked: string, target: string, location: string): string | null {
    let url: URL;
    try {
      url = new URL(location, asked + target);
    } catch {
      return null;
    }
    const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
    if (!location || !isHttp || url.username || url.password || !url.href.endsWith(target)) {
      return null;
    }
    if (!this.#origins.has(url.origin)) {
      const { protocol, origin } = new URL(asked);
      if (url.protocol !== protocol) {
        return null;
      }
      if (!this.#origins.has(origin)) {
        this.#leader = null;
        return this.current;
      }
    }
    this.#leader = url.href.slice(0, url.href.length - target.length);
    return this.#leader;
  }
}

// The URL itself is not shown: it may hold a password.
function checked(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new TypeError("a node's URL must look like http://127.0.0.1:8000");
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError("a node's URL must look like http://127.0.0.1:8000");
  }
  if (url.username || url.password) {
    throw new TypeError("a node's URL must not hold a user or password; give a token instead");
  }
  if (url.search || url.hash) {
    throw new TypeError("a node's URL must have neither a query nor a fragment");
  }
  return url.href.replace(/\/+$/, '');
}
