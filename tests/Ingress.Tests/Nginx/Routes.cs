using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Ingress.Tests.Nginx;

/// <summary>A routing table as the read model would give it: applications in the order of their registration. Every call gives a new one.</summary>
internal sealed record Routes
{
    public const string Domain = "example.test";

    private ImmutableArray<AppSnapshot> Apps { get; init; } = [];

    /// <summary>With one more application, at these addresses.</summary>
    public Routes App(string name, IngressSpec? ingress, params IEnumerable<(string Address, int Port)> replicas)
    {
        var app = AppName.Parse(name);
        return this with
        {
            Apps = Apps.Add(new AppSnapshot
            {
                Name = app,
                Revision = 1,
                Spec = Registered.App(name).Spec with { Ingress = ingress ?? IngressSpec.Default },
                Document = "{}",
                Status = AppStatus.Running,
                DesiredReplicas = 1,
                Replicas = [.. replicas.Select((r, i) => new ReplicaSnapshot
                {
                    // The attempt tells the address's replica from others in the slot: the same address, the same replica.
                    Id = new ReplicaId(app, i + 1, Math.Abs(HashCode(r.Address)) + 1),
                    Phase = ReplicaPhase.Ready,
                    Address = r.Address,
                    Port = r.Port,
                    SpecRevision = 1,
                })],
                CreatedAt = RegisteredApp.Epoch.AddSeconds(Apps.Length),
                UpdatedAt = RegisteredApp.Epoch,
            }),
        };
    }

    /// <summary>With one more application that has a route of these replicas.</summary>
    public Routes App(string name, params TestReplica[] replicas) => App(name, null, replicas.Select(r => (r.Address, r.Port)));

    /// <summary>With one more application that has a route of these replicas.</summary>
    public Routes App(string name, IngressSpec ingress, params TestReplica[] replicas) => App(name, ingress, replicas.Select(r => (r.Address, r.Port)));

    public RoutingTable Table(long revision = 1) => RoutingTable.Of(revision, Apps, Domain);

    public static implicit operator RoutingTable(Routes routes) => routes.Table();

    private static int HashCode(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c) & 0xFFFFFF);
}
