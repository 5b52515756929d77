using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Apps;

/// <summary>Finds applications by what they are called in their namespace.</summary>
public static class ReadModelLookup
{
    /// <summary>The application of that name in that namespace, or null.</summary>
    public static AppSnapshot? Find(this IReadModel model, NamespaceName @namespace, AppName name)
    {
        // Nearly always the cluster calls it so, too.
        return model.Find(name) is { } app && Is(app) ? app : model.Apps.FirstOrDefault(Is);

        bool Is(AppSnapshot candidate) => candidate.Spec.Name == name && candidate.Spec.Namespace == @namespace;
    }
}
