using System.Text;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>Every statement the PostgreSQL store runs; the tables are made by the migrations.</summary>
internal static class PostgresSql
{
    /// <summary>
    /// A whole commit in one statement, which is a transaction of its own: one round trip. No row comes back when the term has passed. The
    /// fence is a row lock, so everything here happens after the last commit of an older term; and since the term was raised when the office
    /// began, no older term can be at work any more whose rows this statement's snapshot would miss. Puts and deletes are the net of the
    /// batch: no row may be touched twice in one statement.
    /// Parameters: 1 count of changes, 2 term, 3-14 events, 15-20 puts with the place of their change in the batch, 21-23 deletes.
    /// </summary>
    public const string Commit =
        $"""
        WITH fence AS (
            UPDATE journal SET last_revision = last_revision + $1, term = $2 WHERE term <= $2
            RETURNING last_revision, last_revision - $1 AS before
        ), told AS (
            INSERT INTO events (revision, term, type, level, component, reason, application, message, details, at,
                                resource_kind, resource_namespace, resource_name, is_delete)
            SELECT fence.before + change.place, $2, change.type, change.level, change.component, change.reason, change.application,
                   change.message, change.details, change.at, change.kind, change.namespace, change.name, change.is_delete
            FROM fence, unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) WITH ORDINALITY
                AS change (type, level, component, reason, application, message, details, at, kind, namespace, name, is_delete, place)
        ), put AS (
            INSERT INTO resources (kind, namespace, name, revision, spec, status)
            SELECT new.kind, new.namespace, new.name, fence.before + new.place, new.spec, new.status
            FROM fence, unnest($15, $16, $17, $18, $19, $20) AS new (kind, namespace, name, place, spec, status)
            ON CONFLICT (kind, namespace, name) DO UPDATE SET revision = excluded.revision, spec = excluded.spec, status = excluded.status
        ), deleted AS (
            DELETE FROM resources USING fence, unnest($21, $22, $23) AS gone (kind, namespace, name)
            WHERE resources.kind = gone.kind AND resources.namespace = gone.namespace AND resources.name = gone.name
        )
        SELECT last_revision, pg_notify('{JournalChannel}', last_revision::text), {Durably} FROM fence
        """;

    /// <summary>
    /// What was acknowledged must survive a power cut, also where the server was told not to wait for its disk. For this transaction only;
    /// whether it waits for replicas too stays as it was set there.
    /// </summary>
    private const string Durably =
        """
        set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                                         ELSE current_setting('synchronous_commit') END, true)
        """;

    /// <summary>Where a commit is announced, with its last revision.</summary>
    public const string JournalChannel = "orchestry_journal";

    /// <summary>Where a change of the leadership is announced.</summary>
    public const string LeaseChannel = "orchestry_lease";

    public const string Listen = $"LISTEN {JournalChannel}; LISTEN {LeaseChannel}";

    public const string Ping = "SELECT 1";

    public const string ReadTerm = "SELECT term FROM journal";

    public const string ReadRevision = "SELECT last_revision FROM journal";

    public const string ReadResources =
        "SELECT kind, namespace, name, revision, spec, status FROM resources ORDER BY kind, namespace, name";

    public const string FindResource =
        """
        SELECT kind, namespace, name, revision, spec, status FROM resources
        WHERE kind = @Kind AND namespace = @Namespace AND name = @Name
        """;

    public const string ReadJournal = $"{SelectEvents} WHERE revision > @afterRevision ORDER BY revision LIMIT @limit";

    /// <summary>Old events go in portions, so that no statement runs into the time limit.</summary>
    public const string PruneEvents =
        "DELETE FROM events WHERE revision IN (SELECT revision FROM events WHERE at < @olderThan LIMIT @portion)";

    /// <summary>
    /// Parameters: 1 term, 2 namespaces, 3 apps, 4 their readings, 5 their metrics. No row comes back when the term has passed. A number is drawn only under
    /// the lock on the journal's row, which is kept until the commit: numbers become visible in their order, so that whoever has seen one has
    /// seen all below it. A share lock would let a post that hangs, and was given up, commit its lower numbers after the next post.
    /// An app without readings stays for a while as an empty row, for others to see that they ended; with metrics it may be alive all the
    /// same, and is posted again long before as many others were.
    /// </summary>
    public const string PostReadings =
        $"""
        WITH fence AS (
            SELECT id FROM journal WHERE term <= $1 FOR NO KEY UPDATE
        ), posted AS (
            INSERT INTO readings (namespace, app, sequence, content, metrics)
            SELECT new.namespace, new.app, nextval('readings_sequence'), new.content, new.metrics
            FROM fence, unnest($2, $3, $4, $5) AS new (namespace, app, content, metrics)
            ON CONFLICT (namespace, app) DO UPDATE SET sequence = excluded.sequence, content = excluded.content, metrics = excluded.metrics
        ), swept AS (
            DELETE FROM readings USING fence
            WHERE content = '{NoReadings}' AND sequence < (SELECT last_value FROM readings_sequence) - CASE WHEN metrics IS NULL THEN 1000 ELSE 100000 END
                AND NOT EXISTS (SELECT FROM unnest($2, $3) AS new (namespace, app)
                                WHERE new.namespace = readings.namespace AND new.app = readings.app)
        )
        SELECT id FROM fence
        """;

    /// <summary>How an app without readings is written.</summary>
    public const string NoReadings = "[]";

    public const string ReadReadings = "SELECT namespace, app, sequence, content, metrics FROM readings WHERE sequence > @after ORDER BY sequence";

    /// <summary>
    /// Parameters: 1 node, 2 its traffic. Nodes that left are swept on the way: there are as many rows as nodes. Rows that another node is just
    /// writing are skipped, or two nodes could wait for each other.
    /// </summary>
    public const string PostTraffic =
        $"""
        WITH swept AS (
            DELETE FROM node_traffic WHERE node_id IN (
                SELECT node_id FROM node_traffic WHERE node_id <> $1 AND NOT {IsRecent} FOR UPDATE SKIP LOCKED)
        )
        INSERT INTO node_traffic (node_id, posted_at, content) VALUES ($1, clock_timestamp(), $2)
        ON CONFLICT (node_id) DO UPDATE SET posted_at = excluded.posted_at, content = excluded.content
        """;

    /// <summary>An age below zero is of a primary whose clock is behind that of the one before.</summary>
    public const string ReadTraffic =
        $"""
        SELECT node_id, content, greatest(clock_timestamp() - posted_at, interval '0')
        FROM node_traffic WHERE {IsRecent} ORDER BY node_id COLLATE "C"
        """;

    private const string IsRecent = "posted_at > clock_timestamp() - interval '10 minutes'";

    private const string SelectEvents =
        """
        SELECT revision, type, level, component, reason, application, message, details, at, resource_kind AS ResourceKind,
               resource_namespace AS ResourceNamespace, resource_name AS ResourceName, is_delete AS IsDelete
        FROM events
        """;

    /// <summary>The events that match, newest first. Only the conditions in use are written, so that indexes can serve them.</summary>
    public static string SelectEventsMatching(EventQuery query) => $"{SelectEvents}{Where(query)} ORDER BY revision DESC LIMIT @Limit";

    /// <summary>How many events match.</summary>
    public static string CountEventsMatching(EventQuery query) => $"SELECT count(*) FROM events{Where(query)}";

    private static StringBuilder Where(EventQuery query)
    {
        var where = new StringBuilder();
        void And(bool isAsked, string condition)
        {
            if (isAsked)
            {
                where.Append(where.Length == 0 ? " WHERE " : " AND ").Append(condition);
            }
        }

        And(query.Application is not null, "application = @Application");
        And(query.Type is not null, "type = @Type");
        And(query.Type is null, "type <> 'decision'");
        And(query.Level is not null, "level = @Level");
        And(query.Since is not null, "at >= @Since");
        And(query.BeforeRevision is not null, "revision < @BeforeRevision");
        return where;
    }
}
