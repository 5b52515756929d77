namespace Orchestry.Docker.Containers;

/// <summary>The answer to a successful creation: of a container, a network or an exec.</summary>
internal sealed record Created(string Id);
