using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;
using Orchestry.Storage.Sqlite;

namespace Orchestry.Storage;

/// <summary>Adds the storage to the services of a host.</summary>
public static class StorageRegistration
{
    /// <summary>Adds an <see cref="IStore"/> kept in SQLite, not open yet: whoever starts the host opens it before anything else.</summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, SqliteOptions options) =>
        services.AddSingleton<IStore>(provider => new SqliteStore(options, provider.GetRequiredService<ILogger<SqliteStore>>()));
}
