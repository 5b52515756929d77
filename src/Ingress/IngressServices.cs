using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Embedded;
using Orchestry.Ingress.Nginx;

namespace Orchestry.Ingress;

/// <summary>Puts the ingress into the composition.</summary>
public static class IngressServices
{
    /// <summary>Adds <see cref="IIngress"/> as the options ask for. Needs a <see cref="TimeProvider"/> and logging.</summary>
    /// <param name="services">The composition.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="nginx">Validated options of nginx; read in its mode only.</param>
    public static IServiceCollection AddOrchestryIngress(this IServiceCollection services, IngressOptions options, NginxOptions nginx) => services
        .AddSingleton(options)
        .AddSingleton(provider => Create(provider, options, nginx));

    private static IIngress Create(IServiceProvider provider, IngressOptions options, NginxOptions nginx)
    {
        var (clock, loggers) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
        return options.Mode switch
        {
            IngressMode.Embedded => new EmbeddedIngress(options, clock, loggers),
            IngressMode.Nginx => new NginxIngress(nginx, clock, loggers.CreateLogger<NginxIngress>()),
            _ => new NoIngress(),
        };
    }
}
