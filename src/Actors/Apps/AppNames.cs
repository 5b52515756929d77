using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;

namespace Orchestry.Actors.Apps;

/// <summary>
/// What the cluster calls each application. Within its namespace a name is unique, in the cluster it may not be: whoever comes second gets a short
/// suffix, for good, since containers, routes and events are called after it.
/// </summary>
internal sealed class AppNames
{
    private readonly Dictionary<(NamespaceName, AppName), AppName> _names = [];

    /// <summary>What the application of that specification is called, or is to be called.</summary>
    /// <param name="spec">Its specification.</param>
    /// <param name="isTaken">Whether the cluster calls another application so.</param>
    public AppName NameFor(AppSpec spec, Func<string, bool> isTaken) => _names.TryGetValue((spec.Namespace, spec.Name), out var known)
        ? known
        : AppName.Parse(UniqueName.For(
            spec.Name.Value, AppName.MaxLength, name => isTaken(name) && _names.ContainsValue(AppName.Parse(name))));

    /// <summary>An application as it is stored.</summary>
    public void Learn(AppRecord record) =>
        _names[(NamespaceName.Parse(record.Namespace), AppName.Parse(record.GivenName ?? record.Name))] = AppName.Parse(record.Name);

    /// <summary>An application that is about to be created.</summary>
    public void Learn(AppProtocol.IMayCreate wish) => _names[(wish.Spec.Namespace, wish.Spec.Name)] = wish.App;

    /// <summary>Whether a namespace has an application.</summary>
    public bool AnyIn(NamespaceName @namespace) => _names.Keys.Any(k => k.Item1 == @namespace);

    /// <summary>There is no such application any more. Answers the namespace it was in, if it was known.</summary>
    public NamespaceName? Forget(AppName name)
    {
        NamespaceName? left = null;
        foreach (var (key, _) in _names.Where(n => n.Value == name).ToArray())
        {
            left = key.Item1;
            _names.Remove(key);
        }

        return left;
    }
}
