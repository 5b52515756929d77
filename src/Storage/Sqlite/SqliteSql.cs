using System.Text;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Sqlite;

/// <summary>Every statement the SQLite store runs; the tables are made by the migrations.</summary>
internal static class SqliteSql
{
    /// <summary>
    /// FULL flushes the write-ahead log at every commit: what was acknowledged survives a power cut, not only a crash. Answers with the
    /// journal mode in force, which stays another where the file system can't share memory.
    /// </summary>
    public const string PrepareWriter = "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;";

    public const string CreateVersionTable = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT";

    public const string ReadVersion = "SELECT coalesce(max(version), 0) FROM schema_version";

    public const string WriteVersion = "DELETE FROM schema_version; INSERT INTO schema_version (version) VALUES (@version)";

    /// <summary>The fence and the counter in one: no row comes back when the term has passed.</summary>
    public const string Advance =
        "UPDATE journal SET last_revision = last_revision + @count, term = @term WHERE term <= @term RETURNING last_revision";

    public const string ReadTerm = "SELECT term FROM journal";

    public const string ReadRevision = "SELECT last_revision FROM journal";

    public const string InsertEvent =
        """
        INSERT INTO events (revision, type, level, component, reason, application, message, details, at,
                            resource_kind, resource_namespace, resource_name, is_delete)
        VALUES (@revision, @type, @level, @component, @reason, @application, @message, @details, @at,
                @resource_kind, @resource_namespace, @resource_name, @is_delete)
        """;

    public const string PutResource =
        """
        INSERT INTO resources (kind, namespace, name, revision, spec, status) VALUES (@kind, @namespace, @name, @revision, @spec, @status)
        ON CONFLICT (kind, namespace, name) DO UPDATE SET revision = excluded.revision, spec = excluded.spec, status = excluded.status
        """;

    public const string DeleteResource = "DELETE FROM resources WHERE kind = @kind AND namespace = @namespace AND name = @name";

    public const string ReadResources =
        "SELECT kind, namespace, name, revision, spec, status FROM resources ORDER BY kind, namespace, name";

    public const string FindResource =
        """
        SELECT kind, namespace, name, revision, spec, status FROM resources
        WHERE kind = @Kind AND namespace = @Namespace AND name = @Name
        """;

    public const string ReadJournal = $"{SelectEvents} WHERE revision > @afterRevision ORDER BY revision LIMIT @limit";

    /// <summary>Old events go in portions, so that a commit never waits long for a large clean-up.</summary>
    public const string PruneEvents =
        "DELETE FROM events WHERE revision IN (SELECT revision FROM events WHERE at < @olderThan LIMIT @portion)";

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
