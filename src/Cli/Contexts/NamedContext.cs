namespace Orchestry.Cli.Contexts;

/// <summary>A context of the file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Endpoints">Addresses of its controllers, at least one.</param>
/// <param name="IsCurrent">Whether it is used where none is named.</param>
internal sealed record NamedContext(string Name, IReadOnlyList<Uri> Endpoints, bool IsCurrent);
