using Microsoft.Extensions.DependencyInjection;
using Orchestry.Actors.Configs;
using Orchestry.Actors.Namespaces;
using Orchestry.Actors.Secrets;
using Orchestry.Core.Apps;
using Orchestry.Core.Configs;
using Orchestry.Core.Documents;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Secrets;

namespace Orchestry.Actors.Documents;

/// <summary>The registration of what is kept as documents for applications.</summary>
public static class ResourceServices
{
    /// <summary>
    /// Adds configs, secrets and namespaces on top of <see cref="IDocuments"/>, <see cref="IReadModel"/>, a <see cref="Core.Sealing.MasterKey"/> and a
    /// <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddOrchestryResources(this IServiceCollection services) => services
        .AddSingleton<ISecrets, SecretStore>()
        .AddSingleton<IConfigs, ConfigStore>()
        .AddSingleton<INamespaces, NamespaceStore>();
}
