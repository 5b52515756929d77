using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;

namespace Orchestry.Testing.Apps;

/// <summary>An application as a read model shows it, changed step by step; each change is a further journal revision.</summary>
public static class ShownApp
{
    /// <summary>A registered application without replicas, at revision 0.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="registered">When it was registered; null: at <see cref="RegisteredApp.Epoch"/>.</param>
    public static AppSnapshot Of(string name, DateTimeOffset? registered = null)
    {
        var app = An.App(name);
        return new AppSnapshot
        {
            Name = AppName.Parse(name),
            Revision = 0,
            Spec = app.Spec(),
            Document = app.Document(),
            Status = AppStatus.Running,
            DesiredReplicas = 1,
            Replicas = [],
            NextAttempt = 1,
            CreatedAt = registered ?? RegisteredApp.Epoch,
            UpdatedAt = registered ?? RegisteredApp.Epoch,
        };
    }

    /// <summary>With an attempt in this phase, in place of what was shown of it before.</summary>
    public static AppSnapshot With(
        this AppSnapshot app, int slot, int attempt, ContainerId? container, ReplicaPhase phase = ReplicaPhase.Ready) => app with
    {
        Revision = app.Revision + 1,
        NextAttempt = Math.Max(app.NextAttempt, attempt + 1),
        Replicas =
        [
            .. app.Replicas.Where(r => r.Id.Attempt != attempt).Append(new ReplicaSnapshot
            {
                Id = new ReplicaId(app.Name, slot, attempt), Phase = phase, Container = container, SpecRevision = 1,
            }).OrderBy(r => r.Id.Slot).ThenBy(r => r.Id.Attempt),
        ],
    };

    /// <summary>Without an attempt.</summary>
    public static AppSnapshot Without(this AppSnapshot app, int attempt) => app with
    {
        Revision = app.Revision + 1, Replicas = [.. app.Replicas.Where(r => r.Id.Attempt != attempt)],
    };

    /// <summary>With other figures, which are no part of the journal.</summary>
    public static AppSnapshot With(this AppSnapshot app, MetricSample figures) => app with { Metrics = figures };
}
