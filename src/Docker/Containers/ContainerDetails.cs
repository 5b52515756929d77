using System.Text.Json.Serialization;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Containers;

/// <summary>The part of <c>GET /containers/{id}/json</c> that we use.</summary>
internal sealed record ContainerDetails(
    string Id,
    string Name,
    DateTimeOffset Created,
    ContainerDetails.StateDetails State,
    ContainerDetails.ConfigDetails Config,
    Attachments? NetworkSettings)
{
    public ContainerSnapshot ToSnapshot()
    {
        var isAlive = State.Status is ContainerState.Running or ContainerState.Paused;
        var startedAt = Known(State.StartedAt);
        return new ContainerSnapshot
        {
            Id = new ContainerId(Id),
            Name = Name.TrimStart('/'),
            Image = Config.Image,
            State = State.Status,
            Labels = Config.Labels ?? [],
            Addresses = Attachments.Addresses(NetworkSettings),
            CreatedAt = Created,
            StartedAt = startedAt,
            FinishedAt = isAlive ? null : Known(State.FinishedAt),
            // A container that never ran says 0, or 127 after a failed start; neither is the exit code of its process.
            ExitCode = isAlive || startedAt is null ? null : State.ExitCode,
            OutOfMemory = State.OOMKilled,
            ProcessId = State.Pid,
            HasTerminal = Config.Tty,
        };
    }

    // The engine writes year 1 for "never".
    private static DateTimeOffset? Known(DateTimeOffset time) => time.Year > 1 ? time : null;

    /// <summary>What its main process does.</summary>
    internal sealed record StateDetails(
        [property: JsonConverter(typeof(JsonStringEnumConverter<ContainerState>))] ContainerState Status,
        int Pid,
        int ExitCode,
        bool OOMKilled,
        DateTimeOffset StartedAt,
        DateTimeOffset FinishedAt);

    /// <summary>What it was created from.</summary>
    internal sealed record ConfigDetails(string Image, Dictionary<string, string>? Labels, bool Tty);
}
