using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Host;
using Orchestry.Host.Settings;

return await CommandLine.InvokeAsync(CommandLine.Create(RunAsync), args);

static async Task<int> RunAsync(string file, IReadOnlyDictionary<string, string> commandLine, CancellationToken cancellationToken)
{
    var (settings, faults) = SettingsReader.Read(file, Environment.GetEnvironmentVariable, commandLine);
    if (settings is null)
    {
        foreach (var fault in faults)
        {
            await Console.Error.WriteLineAsync($"orchestryd: {fault}");
        }

        return ExitCodes.Usage;
    }

    try
    {
        await using var host = await OrchestryHost.CreateAsync(settings, cancellationToken);
        await host.App.StartAsync(cancellationToken);
        var addresses = host.App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        // Before the line that whoever starts this process waits for.
        if (host.App.Services.GetRequiredService<IIngress>() is { Address: { } ingress } which)
        {
            var domain = settings.Ingress.Domain;
            Console.WriteLine($"Ingress {which.State.Mode.ToString().ToLowerInvariant()} on {ingress} (hosts APP.{domain}, paths /APP/)");
        }

        if (settings.RingPort is not null)
        {
            Console.WriteLine($"Ring API on {addresses[1]} as well");
        }

        var data = settings.Database is null ? $"data in {settings.DataDir}" : $"node '{host.Self.Id}', data in PostgreSQL";
        Console.WriteLine($"Orchestry {Product.Version} serves on {addresses[0]} (cluster '{settings.Controller.ClusterName}', {data})");
        await host.App.WaitForShutdownAsync(cancellationToken);
        return host.ExitCode;
    }
    catch (StoreException error)
    {
        await Console.Error.WriteLineAsync($"orchestryd: {error.Message}");
        return ExitCodes.Database;
    }
    catch (StartException error)
    {
        await Console.Error.WriteLineAsync($"orchestryd: {error.Message}");
        return ExitCodes.Usage;
    }
    catch (IngressAddressException error)
    {
        await Console.Error.WriteLineAsync($"orchestryd: {error.Message}");
        return ExitCodes.Address;
    }
    catch (IOException error)
    {
        // The server names the one of the two that it could not have in its message alone.
        var where = settings.RingPort is { } ring && ring != settings.Port && error.Message.Contains($":{ring}:", StringComparison.Ordinal)
            ? $"{settings.RingHost}:{ring} (RING_HOST, RING_PORT; RING_PORT=off does without)"
            : $"{settings.Host}:{settings.Port} (ORCHESTRY_HOST, ORCHESTRY_PORT)";
        await Console.Error.WriteLineAsync($"orchestryd: can't listen on {where}: {error.Message}");
        return ExitCodes.Address;
    }
}
