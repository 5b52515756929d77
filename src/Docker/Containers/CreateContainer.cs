using Orchestry.Core.Engine;

namespace Orchestry.Docker.Containers;

/// <summary>The body of <c>POST /containers/create</c>; what is null is left to the image.</summary>
internal sealed record CreateContainer
{
    public required string Image { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    public string? WorkingDir { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    public int? StopTimeout { get; init; }

    public required HostConfig HostConfig { get; init; }

    public NetworkingConfig? NetworkingConfig { get; init; }

    public static CreateContainer From(ContainerSpec spec) => new()
    {
        Image = spec.Image,
        Entrypoint = spec.Entrypoint.Count > 0 ? spec.Entrypoint : null,
        Cmd = spec.Arguments.Count > 0 ? spec.Arguments : null,
        WorkingDir = spec.WorkingDirectory,
        Env = spec.Environment.Count > 0 ? [.. spec.Environment.Select(variable => $"{variable.Key}={variable.Value}")] : null,
        Labels = spec.Labels.Count > 0 ? spec.Labels : null,
        ExposedPorts = spec.ExposedPorts.Count > 0
            ? spec.ExposedPorts.Select(PortBinding.KeyOf).Distinct().ToDictionary(key => key, _ => new EmptyObject())
            : null,
        StopTimeout = spec.StopTimeout is { } grace ? WholeSeconds.Up(grace) : null,
        HostConfig = HostConfig.From(spec),
        NetworkingConfig = spec.Network is { } network
            ? new NetworkingConfig(new Dictionary<string, EmptyObject> { [network] = new() })
            : null,
    };
}

/// <summary><c>{}</c>, which the engine uses for the members of a set.</summary>
internal sealed record EmptyObject;

/// <summary>The networks to attach to, by name.</summary>
internal sealed record NetworkingConfig(IReadOnlyDictionary<string, EmptyObject> EndpointsConfig);
