using System.Globalization;
using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Engine;

namespace Orchestry.Core.Replicas;

/// <summary>Turns one attempt of a replica into the container to create. The same attempt always gives the same container.</summary>
public static class ContainerBlueprint
{
    private const long SharesOfOneProcessor = 1024;

    /// <summary>
    /// The container's name on the engine, such as <c>default.my-app-1-7</c>: cluster, application, slot, attempt. The dot can't occur in
    /// a cluster's or application's name, and the last two parts are numbers, so two attempts never share a name.
    /// </summary>
    public static string ContainerName(string cluster, ReplicaId id) => string.Create(
        CultureInfo.InvariantCulture, $"{cluster}.{id.App}-{id.Slot}-{id.Attempt}");

    /// <summary>
    /// The name on the engine of an application's named volume, such as <c>default.my-app.data</c>. It goes by namespace and name, not by what the cluster calls
    /// the application: a volume may outlive it, and another namespace may be given that name then.
    /// </summary>
    public static string VolumeName(string cluster, AppSpec app, string volume) => $"{VolumePrefix(cluster, app)}{volume}";

    /// <summary>What the names of all volumes of an application begin with, and those of no other one: names have no underscores.</summary>
    public static string VolumePrefix(string cluster, AppSpec app) =>
        app.Namespace.IsDefault ? $"{cluster}.{app.Name}." : $"{cluster}.{app.Namespace}_{app.Name}.";

    /// <summary>The labels of an application's named volumes.</summary>
    public static Dictionary<string, string> VolumeLabels(string cluster, AppSpec app) => new()
    {
        [ContainerLabels.Cluster] = cluster,
        [ContainerLabels.Namespace] = app.Namespace.Value,
        [ContainerLabels.App] = app.Name.Value,
    };

    /// <summary>The container to create.</summary>
    /// <param name="id">Which attempt.</param>
    /// <param name="record">What was decided about it.</param>
    /// <param name="spec">The specification it is made from.</param>
    /// <param name="context">Where it is put.</param>
    /// <param name="inputs">What does not stand in the specification; null where that names nothing of the kind.</param>
    public static ContainerSpec For(
        ReplicaId id, ReplicaRecord record, AppSpec spec, PlacementContext context, LaunchInputs? inputs = null) => new()
    {
        Name = ContainerName(context.Cluster, id),
        Image = spec.Image,
        Entrypoint = spec.Command,
        Arguments = spec.Args,
        WorkingDirectory = spec.WorkingDir,
        Environment = Environment(spec, context, inputs),
        Labels = Labels(id, record, spec, context),
        Network = context.Network,
        NanoCpus = spec.Resources.NanoCpus == 0 ? context.DefaultNanoCpus : spec.Resources.NanoCpus,
        MemoryBytes = spec.Resources.MemoryBytes == 0 ? context.DefaultMemoryBytes : spec.Resources.MemoryBytes,
        Mounts = [.. spec.Volumes.Where(v => v.Kind != VolumeKind.Config).Select(v => Mount(spec, v, context))],
        Files = inputs?.Files ?? [],
        CpuShares = spec.Resources.RequestedNanoCpus * SharesOfOneProcessor / 1_000_000_000,
        MemoryReservationBytes = Reservation(spec, context),
        ExposedPorts =
        [
            .. spec.Ports.Select(p => new ExposedPort(
                p.ContainerPort, p.Protocol == PortProtocol.Udp, p.Published?.Port ?? 0, p.Published?.Address)),
        ],
    };

    /// <summary>No more than it may have: its own limit is above its request, the controller's default need not be.</summary>
    private static long Reservation(AppSpec spec, PlacementContext context) =>
        spec.Resources.MemoryBytes == 0 && context.DefaultMemoryBytes > 0
            ? Math.Min(spec.Resources.RequestedMemoryBytes, context.DefaultMemoryBytes)
            : spec.Resources.RequestedMemoryBytes;

    private static Dictionary<string, string> Environment(AppSpec spec, PlacementContext context, LaunchInputs? inputs)
    {
        var environment = new Dictionary<string, string>();
        foreach (var entry in spec.Environment)
        {
            environment[entry.Name] = entry.Source switch
            {
                EnvironmentSource.Value => entry.Value,
                EnvironmentSource.Sdk => KnownToUs(entry.Value, spec, context),
                _ => inputs?.Environment.GetValueOrDefault(entry.Name)
                    ?? throw new ArgumentException($"The variable '{entry.Name}' of '{spec.Name}' was not resolved.", nameof(inputs)),
            };
        }

        return environment;
    }

    private static string KnownToUs(string key, AppSpec spec, PlacementContext context) => key switch
    {
        "app.name" => spec.Name.Value,
        "app.replicas" => context.Desired.ToString(CultureInfo.InvariantCulture),
        "instance.port" => spec.TrafficPort?.ToString(CultureInfo.InvariantCulture) ?? "",
        _ => throw new ArgumentException($"The specification of '{spec.Name}' was accepted with the unknown key '{key}'.", nameof(key)),
    };

    private static Dictionary<string, string> Labels(ReplicaId id, ReplicaRecord record, AppSpec spec, PlacementContext context) =>
        new(spec.Labels.Where(l => !spec.ContainerLabels.ContainsKey(l.Key)).Concat(spec.ContainerLabels))
        {
            [ContainerLabels.Cluster] = context.Cluster,
            [ContainerLabels.App] = id.App.Value,
            [ContainerLabels.Namespace] = spec.Namespace.Value,
            [ContainerLabels.Deployment] = id.App.Value,
            [ContainerLabels.Replica] = id.Slot.ToString(CultureInfo.InvariantCulture),
            [ContainerLabels.Attempt] = id.Attempt.ToString(CultureInfo.InvariantCulture),
            [ContainerLabels.Revision] = record.SpecRevision.ToString(CultureInfo.InvariantCulture),
            [ContainerLabels.Term] = context.Term.ToString(CultureInfo.InvariantCulture),
        };

    private static MountSpec Mount(AppSpec app, VolumeSpec volume, PlacementContext context) => new(
        volume.IsHostPath ? volume.Source : VolumeName(context.Cluster, app, volume.Source),
        volume.MountPath,
        volume.IsHostPath,
        volume.ReadOnly);
}

/// <summary>What a container gets from its surroundings instead of its specification.</summary>
/// <param name="Cluster">The controller cluster.</param>
/// <param name="Network">The network it joins.</param>
/// <param name="Term">The term of the leader that makes it.</param>
/// <param name="Desired">Replicas wanted when it is made.</param>
/// <param name="DefaultNanoCpus">Processor limit where the specification names none; 0: none.</param>
/// <param name="DefaultMemoryBytes">Memory limit where the specification names none; 0: none.</param>
public sealed record PlacementContext(
    string Cluster, string Network, long Term, int Desired, long DefaultNanoCpus, long DefaultMemoryBytes);
