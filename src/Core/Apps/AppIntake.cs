using System.Text.Json;
using Orchestry.Core.Apps.Parsing;
using Orchestry.Core.Bindings;
using Orchestry.Core.Documents;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Sealing;

namespace Orchestry.Core.Apps;

/// <summary>
/// What every document of a client goes through before it is asked for: what is secret in it is sealed, it is parsed, and what it names must exist.
/// </summary>
/// <param name="defaults">Defaults from the controller's settings.</param>
/// <param name="key">Seals.</param>
/// <param name="model">The applications of now.</param>
/// <param name="documents">The configs and secrets of now.</param>
/// <param name="own">What no container may have.</param>
public sealed class AppIntake(SpecDefaults defaults, MasterKey key, IReadModel model, IDocuments documents, OwnPaths own)
{
    /// <summary>
    /// Takes a document in. Never throws, whatever it holds. Whether what it names can be had is for <see cref="Refuse"/>, once it is known that the
    /// caller may use the namespace.
    /// </summary>
    public Outcome<AcceptedSpec> Read(JsonElement document)
    {
        var text = SpecSealing.Seal(document, key, (@namespace, app) => model.Find(@namespace, app)?.Spec);
        var parsed = AppSpecParser.Parse(text, defaults);
        return parsed.Spec is { } spec ? new AcceptedSpec(spec, text) : Refusal.Of(RefusalKind.InvalidSpec, parsed.Violations);
    }

    /// <summary>
    /// What a specification needs and there is not, what is sealed in it and can't be opened, and what is the controller's own; null: nothing.
    /// </summary>
    public Refusal? Refuse(AppSpec spec)
    {
        var missing = LaunchInputs.Of(spec, bound: null, documents.Current, key).Problems;
        if (spec.ImagePull.SealedPassword is { } password && key.Open(password, ImagePullSpec.PasswordPurpose(spec.Namespace, spec.Name)) is null)
        {
            missing = [.. missing, new Violation("spec.imagePull.password", "was not sealed by this cluster for this application; give the password itself")];
        }

        missing =
        [
            .. missing,
            .. spec.Volumes.Index().Where(v => v.Item.IsHostPath)
                .Select(v => (v.Index, Problem: HostPathRule.Among(own.Paths, v.Item.Source, "the controller")))
                .Where(v => v.Problem is not null).Select(v => new Violation($"spec.volumes[{v.Index}].hostPath", v.Problem!)),
        ];
        return missing.Count > 0 ? Refusal.Of(RefusalKind.InvalidSpec, missing) : null;
    }
}

/// <summary>Where the controller keeps what no container may see: its data, its keys, the engine's socket.</summary>
/// <param name="Paths">Absolute paths in their shortest form.</param>
public sealed record OwnPaths(IReadOnlyList<string> Paths);

/// <summary>A document that may be registered.</summary>
/// <param name="Spec">The specification.</param>
/// <param name="Document">The document it was parsed from, with nothing secret in it.</param>
public sealed record AcceptedSpec(AppSpec Spec, string Document);
