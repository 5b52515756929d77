using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Embedded;

namespace Orchestry.Ingress;

/// <summary>Puts the ingress into the composition.</summary>
public static class IngressServices
{
    /// <summary>Adds <see cref="IIngress"/> as the options ask for. Needs a <see cref="TimeProvider"/> and logging.</summary>
    /// <param name="services">The composition.</param>
    /// <param name="options">Validated options.</param>
    public static IServiceCollection AddOrchestryIngress(this IServiceCollection services, IngressOptions options) => services
        .AddSingleton(options)
        .AddSingleton(provider => Create(provider, options));

    private static IIngress Create(IServiceProvider provider, IngressOptions options) => options.Mode switch
    {
        IngressMode.None => new NoIngress(),
        IngressMode.Embedded => new EmbeddedIngress(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()),
        _ => throw new NotSupportedException($"There is no ingress of mode {options.Mode} here."),
    };
}
