using Orchestry.Testing.Postgres;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

public sealed class DatabaseRestartTests : IAsyncLifetime
{
    private PrivatePostgres? _server;

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task After_a_restart_of_the_database_somebody_leads_again_by_himself(string mode)
    {
        await using var electorate = await Electorate.MakeAsync(_server!);
        var former = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);
        var standing = electorate.Node("b").Stand();
        await electorate.WaitersAsync(1);

        await _server!.StopServerAsync(mode);
        await former.Ended.WaitAsync(Electorate.Guard);
        await _server.StartServerAsync();

        Assert.Equal(former.Term + 1, (await standing.WaitAsync(Electorate.Guard)).Term);
    }

    [Fact]
    public async Task A_database_that_is_away_only_makes_a_candidate_wait()
    {
        await using var electorate = await Electorate.MakeAsync(_server!);
        await _server!.StopServerAsync();
        var node = electorate.Node("a");
        var standing = node.Stand();
        await Electorate.UntilAsync(() => Task.FromResult(node.Logs.WithId(4156).Count > 0));

        await _server.StartServerAsync();

        Assert.Equal(1, (await standing.WaitAsync(Electorate.Guard)).Term);
    }

    [Fact]
    public async Task Handing_over_to_a_database_that_is_away_is_no_error()
    {
        await using var electorate = await Electorate.MakeAsync(_server!);
        var office = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);

        await _server!.StopServerAsync("immediate");

        await office.ReleaseAsync(default).WaitAsync(Electorate.Guard);
    }

    public async Task InitializeAsync() => _server = await PrivatePostgres.StartAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
