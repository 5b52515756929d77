using Orchestry.Core.Apps;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Bindings;

/// <summary>A place in a specification that names a config or secret.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Name">Its name in the application's namespace.</param>
/// <param name="Member">The member of its content that is meant; null: the whole.</param>
/// <param name="Field">Where the specification names it, such as <c>spec.environment[0].key</c>.</param>
/// <param name="MemberField">Where it names the member.</param>
public sealed record Reference(VersionedKind Kind, string Name, string? Member, string Field, string MemberField)
{
    /// <summary>What the version that a specification binds is kept under, such as <c>secret/db</c>.</summary>
    public string BindingKey => $"{Kind.Kind}/{Name}";

    /// <summary>That of a variable, by its place in the specification; null: it names none.</summary>
    internal static Reference? Of(EnvironmentEntry entry, int index) => entry.Source == EnvironmentSource.Secret
        ? new Reference(BoundKinds.Secret, entry.Value, entry.Field, $"spec.environment[{index}].key", $"spec.environment[{index}].field")
        : null;

    /// <summary>That of a volume, by its place in the specification; null: it names none.</summary>
    internal static Reference? Of(VolumeSpec volume, int index) => volume.Kind == VolumeKind.Config
        ? new Reference(BoundKinds.Config, volume.Source, volume.Key, $"spec.volumes[{index}].config", $"spec.volumes[{index}].key")
        : null;

    /// <summary>Every one of a specification.</summary>
    public static IEnumerable<Reference> In(AppSpec spec) =>
        spec.Environment.Select(Of).Concat(spec.Volumes.Select(Of)).OfType<Reference>();

    /// <summary>Whether a specification names a document.</summary>
    public static bool Names(AppSpec spec, ResourceKey document) =>
        spec.Namespace.Value == document.Namespace && In(spec).Any(r => r.Kind.Kind == document.Kind && r.Name == document.Name);
}
