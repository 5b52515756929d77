using System.Collections.Immutable;

namespace Orchestry.Core.Ingress;

/// <summary>What one ingress has counted since its process began. Counters only grow; a smaller one means that the process is a new one.</summary>
/// <param name="Apps">Every application that had a request, or has a route.</param>
/// <param name="Replicas">Every replica in the table, or that left it in the last minute, or still has requests under way.</param>
public sealed record IngressTraffic(ImmutableArray<AppTraffic> Apps, ImmutableArray<ReplicaTraffic> Replicas)
{
    /// <summary>Nothing was counted.</summary>
    public static IngressTraffic None { get; } = new([], []);
}

/// <summary>The requests of one application at one ingress.</summary>
public sealed record AppTraffic
{
    /// <summary>The application.</summary>
    public required string App { get; init; }

    /// <summary>Requests answered, whatever the answer; upgraded connections count when they have ended.</summary>
    public long Requests { get; init; }

    /// <summary>Answers by class of status: 1xx (upgrades), 2xx, 3xx, 4xx, 5xx.</summary>
    public ImmutableArray<long> ByClass { get; init; } = [0, 0, 0, 0, 0];

    /// <summary>Requests that the ingress could not bring to an answer of a replica: no replica, none reachable, or it broke off.</summary>
    public long Failed { get; init; }

    /// <summary>Requests that were tried again on another replica.</summary>
    public long Retried { get; init; }

    /// <summary>Bytes of request bodies, as far as they are counted.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes of response bodies.</summary>
    public long BytesOut { get; init; }

    /// <summary>Requests and upgraded connections under way now: the connections that are in use.</summary>
    public int Open { get; init; }

    /// <summary>Requests held now for a replica that has yet to start.</summary>
    public int Held { get; init; }

    /// <summary>Time from the request's arrival to the end of its answer; upgraded connections are left out.</summary>
    public LatencyDistribution Latency { get; init; } = LatencyDistribution.Empty;
}

/// <summary>The requests of one replica at one ingress.</summary>
/// <param name="App">The application.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="InFlight">Requests and upgraded connections under way now.</param>
/// <param name="Served">Requests it answered.</param>
/// <param name="Failed">Requests it broke off or could not be given.</param>
/// <param name="Drained">Requests it answered after it had left the table.</param>
public sealed record ReplicaTraffic(string App, int Slot, int Attempt, int InFlight, long Served, long Failed, long Drained);
