using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Tests.Deployments;

/// <summary>Seals so that a test can read it.</summary>
internal sealed class PlainSealer : IRingSealer
{
    public string Value(NamespaceName @namespace, AppName app, string variable, string value) => $"{@namespace}/{app}/{variable}={value}";

    public string Password(NamespaceName @namespace, AppName app, string password) => $"{@namespace}/{app}:{password}";
}
