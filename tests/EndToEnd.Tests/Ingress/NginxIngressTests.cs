using Orchestry.ClusterRig.Traffic;

namespace Orchestry.EndToEnd.Tests.Ingress;

/// <summary>An nginx of the operator's.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class NginxIngressTests(Images images) : IngressWalk(images, subnet: 115)
{
    private OperatorNginx? _nginx;

    public override async Task InitializeAsync()
    {
        _nginx = await OperatorNginx.StartAsync();
        _nginx.Describe(Stage.Settings);
        await base.InitializeAsync();
        Assert.Equal(new Uri(_nginx.Address, "/"), Address);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_nginx is not null)
        {
            await _nginx.DisposeAsync();
        }
    }

    [Fact]
    public async Task It_serves_on_while_the_controller_is_gone_and_is_taken_over_by_the_next()
    {
        await RunAsync(Fast("shop"), replicas: 2);
        await using var load = TrafficLoad.Start(Clients("shop"));
        await load.UntilServedAsync(100);
        await Controller.KillAsync();
        await load.UntilServedAsync(100);

        var next = await Stage.StartControllerAsync();
        await next.Api.UntilHealthyAsync("shop", 2);
        (await next.Api.ScaleAsync("shop", 3)).Expect(200);
        await load.UntilServedAsync(100);
        AssertNoneFailed(await load.StopAsync());
    }

    // What it has just answered it tells up to a second later, and then the replica may have left.
    private protected override void AssertDrained(int expected, int told) => Assert.InRange(told, expected, expected + Early);

    // A worker that is replaced closes kept connections, be a request on its way or not.
    private protected override TrafficOptions Clients(string app) => base.Clients(app) with { MayClose = true };
}
