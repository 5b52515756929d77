using System.Globalization;
using Npgsql;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres;
using Orchestry.Storage.Tests.Ingress;

namespace Orchestry.Storage.Tests.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PostgresTrafficBoardContract(PostgresServer postgres) : TrafficBoardContract, IAsyncLifetime
{
    private readonly Stores _stores = new();
    private string _connectionString = "";
    private PostgresTrafficBoard _board = null!;

    protected override ITrafficBoard Board => _board;

    public async Task InitializeAsync()
    {
        _connectionString = await postgres.Server.CreateDatabaseAsync();
        await _stores.OpenAsync(_connectionString);
        _board = new PostgresTrafficBoard(_stores.Database(_connectionString));
    }

    public async Task DisposeAsync() => await _stores.DisposeAsync();

    /// <summary>The clock is the server's own: what was posted is made older instead.</summary>
    protected override Task PassAsync(TimeSpan time) => ExecuteAsync(string.Create(
        CultureInfo.InvariantCulture, $"UPDATE node_traffic SET posted_at = posted_at - interval '{time.TotalSeconds} seconds'"));

    [Fact]
    public async Task Nodes_that_left_are_swept_by_the_posts_of_others()
    {
        await PostAsync(Said("node-1", revision: 1));
        await PassAsync(TimeSpan.FromMinutes(11));
        await PostAsync(Said("node-2", revision: 1));

        Assert.Equal("node-2", await ExecuteAsync("SELECT string_agg(node_id, ',') FROM node_traffic"));
    }

    [Fact]
    public async Task A_word_from_before_the_clock_was_set_back_has_no_age_below_zero()
    {
        await PostAsync(Said("node-1", revision: 1));
        await PassAsync(-TimeSpan.FromMinutes(5));

        Assert.Equal(TimeSpan.Zero, Assert.Single(await ReadAsync()).Age);
    }

    [Fact]
    public async Task What_can_not_be_read_is_told_naming_the_node()
    {
        await PostAsync(Said("node-1", revision: 1));
        await ExecuteAsync("UPDATE node_traffic SET content = '[1]'");

        var told = await Assert.ThrowsAsync<StoreException>(ReadAsync);

        Assert.StartsWith("What node node-1 posted of its traffic in ", told.Message, StringComparison.Ordinal);
        Assert.EndsWith("Does it run a newer release? Upgrade this one.", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_nodes_may_post_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => PostAsync(Said($"node-{n % 5}", revision: n))));

        Assert.Equal(5, (await ReadAsync()).Count);
    }

    private Task<string> ExecuteAsync(string sql) =>
        postgres.Server.ExecuteAsync(new NpgsqlConnectionStringBuilder(_connectionString).Database!, sql);
}
