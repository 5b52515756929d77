using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orchestry.Architecture.Tests;

/// <summary>The assemblies of the product, and the types in them that somebody wrote.</summary>
internal static class Product
{
    public static Assembly Core { get; } = typeof(Orchestry.Core.Apps.AppSpec).Assembly;

    public static Assembly Contracts { get; } = typeof(Orchestry.Contracts.ErrorCodes).Assembly;

    public static Assembly Actors { get; } = typeof(Orchestry.Actors.Controller.ControllerOptions).Assembly;

    public static Assembly Http { get; } = typeof(Orchestry.Http.OrchestryHttp).Assembly;

    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        Core, Contracts, Actors, Http,
        typeof(Orchestry.Docker.DockerOptions).Assembly,
        typeof(Orchestry.Storage.JournalWriter).Assembly,
        typeof(Orchestry.Ingress.IngressOptions).Assembly,
        typeof(Orchestry.Host.OrchestryHost).Assembly,
    ];

    public static IReadOnlyList<Type> Types { get; } = [.. Assemblies.SelectMany(a => a.GetTypes()).Where(t => !IsGenerated(t))];

    public static bool IsGenerated(Type type) =>
        type.Name.StartsWith('<') || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
        || type.Namespace?.StartsWith("Orchestry", StringComparison.Ordinal) != true
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
