using System.Collections.Immutable;
using Orchestry.Core.Replicas;
using Orchestry.Core.Rollout;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Apps;

/// <summary>What is wanted of an application as a whole.</summary>
public enum AppIntent
{
    /// <summary>No containers.</summary>
    Stopped,

    /// <summary>As many healthy replicas as desired.</summary>
    Running,

    /// <summary>No containers, and then no application.</summary>
    Removing,
}

/// <summary>A specification in use: the current one, or an older one that replicas were made from.</summary>
public sealed record SpecRecord(int Revision, string Document)
{
    /// <summary>Which version of each config and secret that it names its containers are made with; null: it names none, or nothing is bound yet.</summary>
    public ImmutableSortedDictionary<string, long>? Bindings { get; init; }
}

/// <summary>
/// The desired state of one application: what the leader decided, durable before anything is done about it. The user's documents are in it
/// word for word.
/// </summary>
public sealed record AppRecord
{
    /// <summary>What it is called in the cluster: its name, unless an application of another namespace had that first. Never changes.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public string Namespace { get; init; } = Journal.ResourceKey.DefaultNamespace;

    /// <summary>What it is called in its namespace; null: the same.</summary>
    public string? GivenName { get; init; }

    /// <summary>The specifications in use, oldest first; the last is the current one.</summary>
    public required ImmutableArray<SpecRecord> Specs { get; init; }

    /// <summary>What is wanted.</summary>
    public required AppIntent Intent { get; init; }

    /// <summary>Replicas wanted while it runs; kept while it is stopped. 0 before the first start.</summary>
    public required int Replicas { get; init; }

    /// <summary>Attempts decided on and not yet known to be gone, by slot and then attempt.</summary>
    public required ImmutableArray<ReplicaRecord> Attempts { get; init; }

    /// <summary>The number of the next attempt.</summary>
    public required int NextAttempt { get; init; }

    /// <summary>Of a job: the first attempt of the run that is asked for. What an earlier one came to is no reason not to run.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public int FirstOfRun { get; init; }

    /// <summary>Why the controller itself stopped it; null when it did not, and once it is started again.</summary>
    public ReplicaFailure? StopCause { get; init; }

    /// <summary>The rollout that is under way; null: none.</summary>
    public RolloutRecord? Rollout { get; init; }

    /// <summary>
    /// The versions of configs and secrets that it did not become healthy with and was rolled back from: they are not tried again. Null: none.
    /// </summary>
    public ImmutableSortedDictionary<string, long>? FailedBindings { get; init; }

    /// <summary>Whether the removal keeps the named volumes.</summary>
    public bool KeepData { get; init; }

    /// <summary>Whether stopping kills at once.</summary>
    public bool Force { get; init; }

    /// <summary>Seconds between SIGTERM and SIGKILL of the stop that is wanted.</summary>
    public int StopGraceSeconds { get; init; }

    /// <summary>When it was first registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When specification, intent or number of replicas last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When its number of replicas last changed; null: never.</summary>
    public DateTimeOffset? LastScaledAt { get; init; }

    /// <summary>The last change of the number of replicas while it ran, and why; null: never.</summary>
    public ScalingNote? LastScaling { get; init; }

    /// <summary>
    /// The scaling policy set through the API, whole; null: the specification's is in force. It goes when a specification with another <c>scaling</c> comes.
    /// </summary>
    [System.Text.Json.Serialization.JsonConverter(typeof(ScalingPolicyConverter))]
    public ScalingPolicy? ScalingOverride { get; init; }

    /// <summary>The specification that counts.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public SpecRecord CurrentSpec => Specs[^1];

    /// <summary>Replicas wanted now.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Desired => Intent == AppIntent.Running ? Replicas : 0;

    /// <summary>The scaling policy in force.</summary>
    /// <param name="spec">Its current specification, parsed.</param>
    public ScalingPolicy PolicyOver(AppSpec spec) => ScalingOverride ?? spec.Scaling;

    /// <summary>The newest attempt of a slot, or null.</summary>
    public ReplicaRecord? Current(int slot) => Attempts.Where(a => a.Slot == slot).MaxBy(a => a.Attempt);

    /// <summary>The specification an attempt is made from.</summary>
    public SpecRecord SpecOf(ReplicaRecord attempt) => Specs.FirstOrDefault(s => s.Revision == attempt.SpecRevision) ?? CurrentSpec;

    /// <summary>The record with the specifications left out that nothing was made from any more and nothing may go back to.</summary>
    public AppRecord WithoutUnusedSpecs()
    {
        var current = CurrentSpec.Revision;
        var used = Specs
            .Where(s => s.Revision == current || s.Revision == Rollout?.From || Attempts.Any(a => a.SpecRevision == s.Revision))
            .ToImmutableArray();
        return used.Length == Specs.Length ? this : this with { Specs = used };
    }
}
