using Orchestry.Core.Journal;
using Orchestry.Testing.Journal;

namespace Orchestry.Storage.Tests;

public sealed class FakeStoreContract : StoreContract
{
    private readonly FakeStore _store = new();

    protected override IStore Connect() => _store;
}
