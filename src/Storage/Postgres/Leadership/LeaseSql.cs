namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// The statements about lease and lock. The lock's key is made of the table's own oid, so that two clusters in two schemas of one database
/// never meet. Times are <c>clock_timestamp()</c>: a transaction's time stands still while it waits for a row.
/// </summary>
internal static class LeaseSql
{
    private const string Key = "((1330791240::bigint << 32) | 'leader_lease'::regclass::oid::bigint)";

    private const string IsOurLock =
        "locktype = 'advisory' AND objsubid = 1 AND classid = 1330791240 AND objid = 'leader_lease'::regclass "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private const string HoldsLock = $"EXISTS (SELECT FROM pg_locks WHERE granted AND pid = pg_backend_pid() AND {IsOurLock})";

    /// <summary>
    /// What the lock's session needs: it waits long, idles long, and its server process must notice when the client is gone, even while it
    /// waits; where the server can't (PostgreSQL on Linux always can), that only takes longer. The timeout of locks bounds how long one statement
    /// waits, and with it how long its snapshot keeps dead rows from being cleaned up.
    /// </summary>
    public const string Prepare =
        """
        SELECT set_config('application_name', 'orchestry-lock', false), set_config('statement_timeout', '0', false),
            set_config('idle_session_timeout', '0', false), set_config('lock_timeout', '15s', false),
            CASE WHEN version() LIKE '%linux%' THEN set_config('client_connection_check_interval', '1s', false) END
        """;

    /// <summary>Both tables or none: half a stage would let the play take what is real.</summary>
    public const string BuildStage =
        """
        BEGIN;
        CREATE TEMPORARY TABLE journal AS TABLE journal;
        CREATE TEMPORARY TABLE leader_lease (LIKE leader_lease INCLUDING ALL);
        COMMIT
        """;

    public const string Lock = $"SELECT pg_advisory_lock({Key})";

    public const string Unlock = $"SELECT pg_advisory_unlock({Key})";

    public const string Notify = $"NOTIFY {PostgresSql.LeaseChannel}";

    /// <summary>
    /// Bounds how long this transaction waits for rows, and how long the server keeps it when the client falls silent in the middle, with the
    /// rows it has locked. A new term must survive a crash even where commits are not made to wait for the disk, or it would be given twice.
    /// Answers whether this session has the lock. Parameters: the two times, in milliseconds.
    /// </summary>
    public const string BeginTaking =
        $"""
        SELECT {HoldsLock}, set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true),
            set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), true)
        """;

    /// <summary>The last lease, locked until the transaction ends.</summary>
    public const string LockLease = "SELECT holds_lock, expires_at - clock_timestamp() FROM leader_lease WHERE id = 1 FOR UPDATE";

    /// <summary>How long the last lease is still valid.</summary>
    public const string ReadRemaining = "SELECT expires_at - clock_timestamp() FROM leader_lease WHERE id = 1";

    /// <summary>
    /// Raises the term, under the row lock that every commit takes, and writes the new lease. When there was none to lock, a rival may have
    /// written the first one meanwhile: then nothing is returned. Parameters: id, host name, address, has lock, duration, was missing.
    /// </summary>
    public const string Take =
        """
        WITH raised AS (UPDATE journal SET term = term + 1 WHERE id = 1 RETURNING term)
        INSERT INTO leader_lease (id, leader_id, hostname, api_url, term, holds_lock, acquired_at, renewed_at, expires_at)
        SELECT 1, $1, $2, $3, raised.term, $4, t.now, t.now, t.now + $5 FROM raised, LATERAL (SELECT clock_timestamp() AS now OFFSET 0) t
        ON CONFLICT (id) DO UPDATE SET
            leader_id = EXCLUDED.leader_id, hostname = EXCLUDED.hostname, api_url = EXCLUDED.api_url, term = EXCLUDED.term,
            holds_lock = EXCLUDED.holds_lock, acquired_at = EXCLUDED.acquired_at, renewed_at = EXCLUDED.renewed_at,
            expires_at = EXCLUDED.expires_at
            WHERE NOT $6
        RETURNING term
        """;

    /// <summary>
    /// Renews the lease if it is still this office's, has not run out, and this session still has the lock. What is told besides is for the
    /// reason when it does not. Parameters: id, term, duration, needs the lock.
    /// </summary>
    public const string Renew =
        $"""
        WITH renewed AS (
            UPDATE leader_lease SET renewed_at = clock_timestamp(), expires_at = clock_timestamp() + $3
            WHERE id = 1 AND leader_id = $1 AND term = $2 AND expires_at > clock_timestamp() AND (NOT $4 OR {HoldsLock})
            RETURNING term)
        SELECT EXISTS (SELECT FROM renewed), NOT $4 OR {HoldsLock}, leader_id, term FROM leader_lease WHERE id = 1
        """;

    /// <summary>Ends the lease of an office; the row stays. Parameters: id, term.</summary>
    public const string GiveBack =
        "UPDATE leader_lease SET expires_at = clock_timestamp() WHERE id = 1 AND leader_id = $1 AND term = $2 AND expires_at > clock_timestamp()";

    /// <summary>
    /// Ends the sessions that stand in the way of a successor: whoever has the lock, and a commit left open in the middle. Sessions that did
    /// something just now are spared: one of them may have been granted the lock this moment and is about to take office.
    /// Parameters: server process that is ours, how recent is just now.
    /// </summary>
    public const string EndStaleSessions =
        $"""
        SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM (
            SELECT DISTINCT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE granted AND pid <> pg_backend_pid() AND pid <> $1
                AND coalesce(state_change, '-infinity') < clock_timestamp() - $2
                AND (({IsOurLock})
                    OR (locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        AND relation = 'journal'::regclass AND mode IN ('RowShareLock', 'RowExclusiveLock')
                        AND state LIKE 'idle in transaction%'))) stale
        """;
}
