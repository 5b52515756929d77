using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage.Sqlite;

namespace Orchestry.Storage.Tests.Sqlite;

public sealed class SqliteStoreContract : StoreContract
{
    private readonly TempFolder _folder = new();

    protected override IStore Connect() =>
        new SqliteStore(new SqliteOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
