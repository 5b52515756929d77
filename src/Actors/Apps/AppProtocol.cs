using Orchestry.Actors.Scaling;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Scaling;

namespace Orchestry.Actors.Apps;

/// <summary>What an application's supervisor is told. Commands are answered with an <see cref="Outcome{T}"/> of the matching result.</summary>
internal static class AppProtocol
{
    /// <summary>A message for the supervisor of one application.</summary>
    public interface IForApp
    {
        /// <summary>The application.</summary>
        AppName App { get; }

        /// <summary>The answer that refuses it.</summary>
        object Refused(Refusal refusal);
    }

    /// <summary>A message that may bring about an application that there is not yet. It names it as its namespace does.</summary>
    public interface IMayCreate : IForApp
    {
        /// <summary>What is wanted of it.</summary>
        AppSpec Spec { get; }

        /// <summary>The same with what the cluster calls it, said by whoever knows which names are taken.</summary>
        IMayCreate For(AppName app);
    }

    public sealed record Register(AppSpec Spec, string Document) : IMayCreate
    {
        public AppName App { get; init; } = Spec.Name;

        public IMayCreate For(AppName app) => this with { App = app };

        public object Refused(Refusal refusal) => (Outcome<AppRegistered>)refusal;
    }

    public sealed record Deploy(AppSpec Spec, string Document, DeployRequest Request) : IMayCreate
    {
        public AppName App { get; init; } = Spec.Name;

        public IMayCreate For(AppName app) => this with { App = app };

        public object Refused(Refusal refusal) => (Outcome<AppDeployed>)refusal;
    }

    public sealed record Start(AppName App, StartRequest Request) : IForApp
    {
        public object Refused(Refusal refusal) => (Outcome<AppStarted>)refusal;
    }

    public sealed record Stop(AppName App, StopRequest Request) : IForApp
    {
        public object Refused(Refusal refusal) => (Outcome<AppStopped>)refusal;
    }

    public sealed record Scale(AppName App, ScaleRequest Request) : IForApp
    {
        public object Refused(Refusal refusal) => (Outcome<AppScaled>)refusal;
    }

    public sealed record SetPolicy(AppName App, ScalingPolicyPatch Patch) : IForApp
    {
        public object Refused(Refusal refusal) => (Outcome<PolicyChanged>)refusal;
    }

    /// <summary>What the autoscaler decided, and the event that explains it. Answered with its protocol's Scaled or Refused.</summary>
    public sealed record AutoScale(AppName App, ScalingDecision Decision, EventRecord Explained) : IForApp
    {
        public object Refused(Refusal refusal) => new ScalingProtocol.Refused(App, refusal);
    }

    public sealed record Remove(AppName App, RemoveRequest Request) : IForApp
    {
        public object Refused(Refusal refusal) => (Outcome<AppRemoved>)refusal;
    }

    /// <summary>The same, answered when it has begun.</summary>
    public sealed record BeginRemoval(AppName App, RemoveRequest Request) : IForApp
    {
        public object Refused(Refusal refusal) => (Outcome<RemovalBegun>)refusal;
    }

    /// <summary>Answered with the <see cref="Replicas"/>.</summary>
    public sealed record GetReplicas(AppName App) : IForApp
    {
        public object Refused(Refusal refusal) => (Outcome<Replicas>)refusal;
    }

    /// <summary>The actors of the replicas that run, to be asked directly.</summary>
    public sealed record Replicas(IReadOnlyList<Kernel.IActorRef> Running);

    /// <summary>Configs or secrets are not what they were.</summary>
    public sealed record DocumentsChanged;

    /// <summary>The engine told something of one of its containers.</summary>
    public sealed record EngineTold(int Attempt, object Message);

    /// <summary>What a full look at the engine showed of its containers.</summary>
    public sealed record Listed(IReadOnlyList<ContainerSnapshot> Containers, DateTimeOffset AskedAt);

    /// <summary>Its newest figures; nothing is answered, and to an application that is gone they mean nothing.</summary>
    public sealed record Measured(AppName App, MetricSample Sample);

    /// <summary>Told to the parent: there is no such application, durably; its supervisor passes what still reaches it back to the parent.</summary>
    public sealed record Over(AppName App);

    internal sealed record Committed(long FirstRevision);

    internal sealed record CommitFailed(Refusal Refusal);

    internal sealed record Reconcile;

    internal sealed record WaitedLongEnough(Guid Waiter);

    internal sealed record VolumesRemoved(int Count, EngineFault? Fault);

    internal sealed record RemoveVolumesAgain;
}
