namespace Orchestry.Storage.Sqlite.Migrations;

/// <summary>One step of the schema. A step that has been released is never edited: a change is a new step.</summary>
/// <param name="Version">The schema version it leads to.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">Its statements, run in one transaction with the new version number.</param>
internal sealed record SqliteMigration(int Version, string Name, string Sql)
{
    /// <summary>All steps in order.</summary>
    public static readonly IReadOnlyList<SqliteMigration> All = [Step001Journal.Migration, Step002Traffic.Migration];
}
