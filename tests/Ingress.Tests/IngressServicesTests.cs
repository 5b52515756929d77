using Microsoft.Extensions.DependencyInjection;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Embedded;
using Orchestry.Ingress.Nginx;

namespace Orchestry.Ingress.Tests;

public sealed class IngressServicesTests
{
    [Fact]
    public async Task The_mode_chooses_the_ingress()
    {
        await using var embedded = Services(IngressMode.Embedded);
        await using var none = Services(IngressMode.None);

        Assert.IsType<EmbeddedIngress>(embedded.GetRequiredService<IIngress>());
        Assert.Equal(IngressMode.None, none.GetRequiredService<IIngress>().State.Mode);
    }

    [Fact]
    public async Task No_ingress_takes_every_table_and_counts_nothing()
    {
        await using var services = Services(IngressMode.None);
        var none = services.GetRequiredService<IIngress>();
        await none.OpenAsync(CancellationToken.None);

        Assert.True(await none.ApplyAsync(RoutingTable.Empty("test"), CancellationToken.None));
        Assert.Equal(new IngressState(IngressMode.None, 0), none.State);
        Assert.Same(IngressTraffic.None, none.ReadTraffic());
    }

    private static ServiceProvider Services(IngressMode mode) => new ServiceCollection()
        .AddSingleton(TimeProvider.System).AddLogging().AddOrchestryIngress(new IngressOptions { Mode = mode }, new NginxOptions()).BuildServiceProvider();
}
