using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Deployments;

/// <summary>
/// Seals what a deployment's body says in the clear and its document must not. The same secret of the same deployment is to give the text it has now,
/// since a document that differs is a new version of the deployment.
/// </summary>
public interface IRingSealer
{
    /// <summary>The value of an environment variable, sealed.</summary>
    string Value(NamespaceName @namespace, AppName app, string variable, string value);

    /// <summary>The password for the image's registry, sealed.</summary>
    string Password(NamespaceName @namespace, AppName app, string password);
}
