using Orchestry.Actors.Engine;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

/// <summary>
/// Makes one container run, whatever part of the way an earlier try had come: it looks by name where one may exist, takes over what it
/// finds, and judges a failed start by looking at the container, since a container may run although its start call failed.
/// </summary>
internal sealed class ReplicaLauncher(IContainerEngine engine, ApplicationNetwork network, EngineLanes lanes)
{
    /// <param name="wish">What is to run.</param>
    /// <param name="calledOff">Cancels only the wait for a turn.</param>
    /// <param name="stopping">Ends everything; what the engine then did is found out by the next try.</param>
    public async Task<LaunchOutcome> LaunchAsync(LaunchWish wish, CancellationToken calledOff, CancellationToken stopping)
    {
        IDisposable place;
        try
        {
            place = await lanes.EnterAsync(calledOff);
        }
        catch (OperationCanceledException) when (calledOff.IsCancellationRequested)
        {
            return new LaunchOutcome.CalledOff();
        }

        using (place)
        {
            return wish.MayExist && await FindAsync(wish, stopping) is { } found ? found
                : !wish.IsWanted || !wish.MayBeMade ? new LaunchOutcome.Gone()
                : wish.Container is not { } container ? new LaunchOutcome.Lacking(null)
                : wish.MustPull ? new LaunchOutcome.PullFirst()
                : await CreateAsync(wish, container, stopping);
        }
    }

    /// <summary>Looks at a container by name, in turn with the launches, so that a new leader does not ask the engine for a thousand at once.</summary>
    public async Task<EngineResult<ContainerSnapshot>> LookAsync(string name, CancellationToken stopping)
    {
        using var place = await lanes.EnterAsync(stopping);
        return await engine.InspectContainerAsync(new ContainerId(name), stopping);
    }

    private async Task<LaunchOutcome?> FindAsync(LaunchWish wish, CancellationToken stopping)
    {
        var found = await engine.InspectContainerAsync(new ContainerId(wish.Name), stopping);
        if (!found.TryGet(out var container, out var fault))
        {
            return fault.Kind == EngineFaultKind.NotFound ? null : new LaunchOutcome.Unknown(fault);
        }

        return container.State switch
        {
            // Paused by a person: it still is the replica; its probes will tell whether it serves.
            ContainerState.Running or ContainerState.Paused => new LaunchOutcome.Running(container, WasFound: true),
            ContainerState.Created when wish is { IsWanted: true, Container: { } spec } => await FillAndStartAsync(container.Id, spec, stopping),
            ContainerState.Created when wish.IsWanted => new LaunchOutcome.Lacking(container),
            ContainerState.Created or ContainerState.Exited or ContainerState.Dead => new LaunchOutcome.Ended(container),
            _ => new LaunchOutcome.Unknown(new EngineFault(
                EngineFaultKind.Conflict, $"Container {wish.Name} is {container.State.ToString().ToLowerInvariant()}.")),
        };
    }

    private async Task<LaunchOutcome> CreateAsync(LaunchWish wish, ContainerSpec spec, CancellationToken stopping)
    {
        if (await network.EnsureAsync(stopping) is { } noNetwork)
        {
            return Failed(noNetwork);
        }

        foreach (var volume in spec.Mounts.Where(m => !m.IsHostPath))
        {
            var ensured = await engine.EnsureVolumeAsync(volume.Source, wish.VolumeLabels, stopping);
            if (!ensured.IsSuccess)
            {
                return Failed(ensured.Fault);
            }
        }

        var created = await engine.CreateContainerAsync(spec, stopping);
        if (created.TryGet(out var id, out var fault))
        {
            return await FillAndStartAsync(id, spec, stopping);
        }

        switch (fault.Kind)
        {
            case EngineFaultKind.ImageNotFound:
                return new LaunchOutcome.ImageMissing(fault);
            case EngineFaultKind.Conflict:
                return await FindAsync(wish, stopping) ?? new LaunchOutcome.Unknown(fault);
            case EngineFaultKind.NotFound:
                // The network went away between two launches; the next try makes it again.
                network.Forget();
                return new LaunchOutcome.Unknown(fault);
            default:
                return Failed(fault);
        }
    }

    /// <summary>One that was created may have died before its files were there: they are put into it before every start, which is the same as once.</summary>
    private async Task<LaunchOutcome> FillAndStartAsync(ContainerId id, ContainerSpec spec, CancellationToken stopping)
    {
        var filled = spec.Files.Count == 0 ? Done.Value : await engine.UploadFilesAsync(id, spec.Files, stopping);
        // Gone meanwhile: the next try makes it again.
        return filled.Fault is not { } fault ? await StartAsync(id, stopping)
            : fault.Kind == EngineFaultKind.NotFound ? new LaunchOutcome.Unknown(fault)
            : Failed(fault);
    }

    private async Task<LaunchOutcome> StartAsync(ContainerId id, CancellationToken stopping)
    {
        var started = await engine.StartContainerAsync(id, stopping);
        var inspected = await engine.InspectContainerAsync(id, stopping);
        if (!inspected.TryGet(out var container, out var notSeen))
        {
            return new LaunchOutcome.Unknown(started.Fault ?? notSeen, MayHaveBegun: true);
        }

        return container.State switch
        {
            ContainerState.Running or ContainerState.Paused => new LaunchOutcome.Running(container),
            ContainerState.Exited or ContainerState.Dead when started.IsSuccess => new LaunchOutcome.Ended(container),
            _ => Failed(
                started.Fault ?? new EngineFault(EngineFaultKind.EngineFailure, $"The engine said it started {container.Name}, which is {container.State}."),
                mayHaveBegun: true),
        };
    }

    // A full host is a fact about the replica, to be shown and retried slowly; an engine that is away is not the replica's fault.
    private static LaunchOutcome Failed(EngineFault fault, bool mayHaveBegun = false) => fault.Kind == EngineFaultKind.InsufficientResources || !fault.IsOutcomeUnknown
        ? new LaunchOutcome.Refused(fault)
        : new LaunchOutcome.Unknown(fault, mayHaveBegun);
}
