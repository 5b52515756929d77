using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Traffic;

namespace Orchestry.Ingress.Nginx;

/// <summary>
/// Has an nginx of the operator's, on this machine, bring the requests. Each table becomes configuration files, which nginx tests before it is
/// told to load them; what it refuses is taken back, so that the last good configuration stays on disk and in force. nginx serves on when this
/// process ends.
/// </summary>
public sealed partial class NginxIngress : IIngress
{
    /// <summary>How long a connection may stay without its first request: as long may a replaced worker still begin one.</summary>
    internal static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(5);

    private readonly NginxOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly ConfigWriter _writer;
    private readonly ConfigFolder _folder;
    private readonly CommandRun _commands;
    private readonly ReloadWatch _watch;
    private readonly CancellationTokenSource _stopping = new();
    private string? _inForce;
    private volatile int _activeRoutes;
    private volatile string? _fault;
    private volatile string? _refusals;

    /// <summary>An ingress that has done nothing yet.</summary>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    public NginxIngress(NginxOptions options, TimeProvider clock, ILogger<NginxIngress> log)
    {
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        (_options, _clock, _log) = (options, clock, log);
        _writer = new ConfigWriter(options);
        _folder = new ConfigFolder(options.ConfigPath);
        _commands = new CommandRun(options.CommandTimeout, clock);
        _watch = new ReloadWatch(options, clock);
        _counters = new TrafficCounters(clock);
        _addresses = new ReplicaAddresses(clock);
        _requests = new RequestLog(options, _commands, clock, log, Count);
    }

    /// <inheritdoc/>
    public IngressState State => new(IngressMode.Nginx, _activeRoutes, _fault ?? _logFault ?? _refusals);

    /// <inheritdoc/>
    public Uri? Address => new($"http://{new IPEndPoint(IPAddress.Parse(_options.ListenHost), _options.ListenPort)}/");

    /// <inheritdoc/>
    public async Task<bool> ApplyAsync(RoutingTable table, CancellationToken cancellationToken)
    {
        var plan = RoutePlan.Of(table);
        var wanted = _writer.Write(plan, table.Domain);
        if (wanted.Generation != _inForce)
        {
            var fault = ConfigText.IsHost(table.Domain)
                ? await TryAsync(wanted, cancellationToken)
                : "INGRESS_DOMAIN is no domain name that nginx could serve.";
            if (fault is not null)
            {
                if (fault != _fault)
                {
                    _log.Refused(fault);
                }

                _fault = fault;
                return false;
            }

            _inForce = wanted.Generation;
            _log.InForce(plan.Routes.Length, wanted.Generation);
        }

        _fault = null;
        _activeRoutes = plan.Routes.Length;
        var refusals = plan.Refusals.IsEmpty ? null : $"Left out of nginx's configuration: {string.Join("; ", plan.Refusals.Take(5))}.";
        if (refusals is not null && refusals != _refusals)
        {
            _log.LeftOut(string.Join("; ", plan.Refusals));
        }

        _refusals = refusals;
        Follow(table, plan);
        return true;
    }

    /// <summary>Puts a configuration in force, or leaves everything as it was.</summary>
    /// <returns>Null, or what stood against it.</returns>
    private async Task<string?> TryAsync(ConfigSet wanted, CancellationToken cancellationToken)
    {
        try
        {
            _folder.Tidy();
            _requests.Begin();
            if (_folder.Foreign(wanted.Files.Keys) is { } foreign)
            {
                return $"{Path.Combine(_options.ConfigPath, foreign)} is not a file of ours (its first line is another); move it out of that folder.";
            }

            return await ReplaceAsync(_folder.Read(), wanted, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"nginx's configuration could not be written to NGINX_CONFIG_PATH or NGINX_LOG_PATH made: {error.Message}";
        }
    }

    private async Task<string?> ReplaceAsync(
        ImmutableSortedDictionary<string, string> before, ConfigSet wanted, CancellationToken cancellationToken)
    {
        var isKept = false;
        try
        {
            _folder.Write(wanted.Files);
            if (await _commands.RunAsync(_options.TestCommand, cancellationToken) is { } bad)
            {
                return $"nginx refuses the configuration (NGINX_TEST_COMMAND): {bad}";
            }

            // From here on it is not known what nginx has, until it has said so.
            _inForce = null;
            var since = WorkerProcesses.Now();
            if (await _commands.RunAsync(_options.ReloadCommand, cancellationToken) is { } untold)
            {
                // It is good, and nginx was not told: whoever starts nginx now should have the newest.
                isKept = true;
                return $"nginx could not be told to reload (NGINX_RELOAD_COMMAND; is it running?): {untold}";
            }

            var (leaving, reason) = await _watch.WaitAsync(wanted.Generation, since, cancellationToken);
            if (leaving is not { } workers)
            {
                return $"nginx did not take the new configuration within {_options.ReloadTimeout.TotalSeconds:0.#} s: {reason}. "
                    + $"Its error log tells why; the http block must hold: include {_options.ConfigPath}/*.conf;";
            }

            _leaving = new LeavingWorkers(workers, _clock.GetTimestamp());
            isKept = true;
            return null;
        }
        finally
        {
            if (!isKept)
            {
                _folder.Write(before);
            }
        }
    }
}
