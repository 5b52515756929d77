using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Sealing;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>Seals what a deployment's body says in the clear, and opens it again for whoever may see it.</summary>
internal sealed class DeploymentSecrets(MasterKey key, IReadModel model) : IRingSealer
{
    /// <summary>Stands for a value that the caller may not see.</summary>
    public const string Hidden = SpecSealing.Mask;

    public string Value(NamespaceName @namespace, AppName app, string variable, string value)
    {
        var current = model.Find(@namespace, app)?.Spec;
        // Whoever was shown the mask and sends it back means what is behind it.
        return value == Hidden && SealedEnvironment.Find(current, variable) is { } kept
            ? kept.Value
            : SealedEnvironment.SealOne(key, @namespace, app, variable, value, current);
    }

    public string Password(NamespaceName @namespace, AppName app, string password) =>
        key.SealText(password, ImagePullSpec.PasswordPurpose(@namespace, app), model.Find(@namespace, app)?.Spec.ImagePull.SealedPassword);

    /// <summary>The environment as a body would say it.</summary>
    /// <param name="app">The application.</param>
    /// <param name="maySee">Whether the caller may see values. Which secrets are referred to is none.</param>
    public IReadOnlyDictionary<string, JsonNode> Show(AppSnapshot app, bool maySee) =>
        app.Spec.Environment.ToDictionary(e => e.Name, e => Show(app.Spec, e, maySee));

    private JsonNode Show(AppSpec spec, EnvironmentEntry entry, bool maySee) => entry.Source switch
    {
        EnvironmentSource.Secret when entry.Field is null => new JsonObject { ["secretRef"] = entry.Value },
        EnvironmentSource.Secret => new JsonObject { ["secretRef"] = entry.Value, ["field"] = entry.Field },
        EnvironmentSource.Sdk => new JsonObject { ["sdk"] = entry.Value },
        _ when !maySee => JsonValue.Create(Hidden),
        EnvironmentSource.Value => JsonValue.Create(entry.Value),
        // Sealed with a key that this node does not have: there is something, and nobody can say what.
        _ => JsonValue.Create(SealedEnvironment.Open(key, spec.Namespace, spec.Name, entry) ?? Hidden),
    };
}
