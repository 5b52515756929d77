using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Core.Ingress;

/// <summary>How requests reach one application. Applications without an HTTP port have none.</summary>
public sealed record AppRoute
{
    /// <summary>The application.</summary>
    public required AppName App { get; init; }

    /// <summary>Its replicas that are ready and not draining, by slot and attempt; empty: requests are answered with its state.</summary>
    public required ImmutableArray<RouteEndpoint> Endpoints { get; init; }

    /// <summary>What its specification says about its ingress.</summary>
    public required IngressSpec Ingress { get; init; }

    /// <summary>Its state in one word.</summary>
    public required AppStatus Status { get; init; }

    /// <summary>Why it has no endpoints, as far as that is known; empty otherwise.</summary>
    public string StatusReason { get; init; } = "";

    /// <summary>Whether it may be without replicas for want of requests, and is: requests are held until one is ready.</summary>
    public bool IsAsleep { get; init; }

    /// <summary>
    /// Whether its own host and path (<see cref="IngressSpec.Host"/>, <see cref="IngressSpec.Path"/>) are served: false when an application
    /// registered earlier has taken them. Its standard routes are served all the same.
    /// </summary>
    public bool OwnsCustomRoute { get; init; } = true;

    /// <summary>Whether it has a route besides the standard ones.</summary>
    public bool HasCustomRoute => OwnsCustomRoute && (Ingress.Host is not null || Ingress.Path != "/");

    /// <summary>Whether the two route alike.</summary>
    public bool Equals(AppRoute? other) => other is not null
        && (App, Ingress, Status, StatusReason, IsAsleep, OwnsCustomRoute)
            == (other.App, other.Ingress, other.Status, other.StatusReason, other.IsAsleep, other.OwnsCustomRoute)
        && Endpoints.SequenceEqual(other.Endpoints);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(App, Ingress, Endpoints.Length);
}
