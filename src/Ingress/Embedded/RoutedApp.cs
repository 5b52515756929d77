using System.Collections.Immutable;
using System.Net;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Traffic;
using Yarp.ReverseProxy.Forwarder;

namespace Orchestry.Ingress.Embedded;

/// <summary>An application's route with everything that its requests need, made ready once per table.</summary>
internal sealed class RoutedApp(AppRoute route, ImmutableArray<Upstream> upstreams, AppCounters counters)
{
    private uint _turn;

    public AppRoute Route => route;

    public AppCounters Counters => counters;

    public ImmutableArray<Upstream> Upstreams => upstreams;

    public ForwarderRequestConfig Config { get; } = new()
    {
        ActivityTimeout = route.Ingress.IdleTimeout,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>
    /// The replica with the fewest requests under way here; equals take turns. With a token, the one it names while it is there.
    /// </summary>
    /// <param name="token">What a sticky client's cookie says; null: nothing.</param>
    /// <param name="tried">Replicas that the request was brought to already.</param>
    /// <returns>Null when none is left.</returns>
    public Upstream? Pick(string? token, ReadOnlySpan<Upstream> tried)
    {
        if (token is not null)
        {
            foreach (var upstream in upstreams)
            {
                if (upstream.Token == token && !IsTried(upstream, tried))
                {
                    return upstream;
                }
            }
        }

        var count = upstreams.Length;
        if (count == 0)
        {
            return null;
        }

        Upstream? best = null;
        var fewest = int.MaxValue;
        var index = (int)(Interlocked.Increment(ref _turn) % (uint)count);
        for (var i = 0; i < count; i++)
        {
            var upstream = upstreams[index];
            index = index + 1 == count ? 0 : index + 1;
            var underWay = upstream.Counters.InFlight;
            if (underWay < fewest && !IsTried(upstream, tried))
            {
                (best, fewest) = (upstream, underWay);
            }
        }

        return best;
    }

    // By replica, not by object: an address that was corrected between two tries is another place to try.
    private static bool IsTried(Upstream upstream, ReadOnlySpan<Upstream> tried)
    {
        foreach (var one in tried)
        {
            if (one.Endpoint == upstream.Endpoint)
            {
                return true;
            }
        }

        return false;
    }
}
