using System.Net;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Settings;
using Orchestry.Docker;
using Orchestry.Host.Telemetry;
using Orchestry.Http;
using Orchestry.Ingress;
using Orchestry.Ingress.Nginx;
using Orchestry.Storage.Postgres;

namespace Orchestry.Host.Settings;

/// <summary>The settings, checked: each part in the form of the room that uses it.</summary>
public sealed record OrchestrySettings
{
    /// <summary>Address to listen on.</summary>
    public required string Host { get; init; }

    /// <summary>Port to listen on; 0: any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Second address to listen on.</summary>
    public required string RingHost { get; init; }

    /// <summary>Second port to listen on; 0: any free one; null: none.</summary>
    public required int? RingPort { get; init; }

    /// <summary>Who gets in.</summary>
    public required AccessSettings Access { get; init; }

    /// <summary>Whether others than this machine's own programs can reach it.</summary>
    public bool IsReachableByOthers => !IsLoopback(Host) || (RingPort is not null && !IsLoopback(RingHost));

    /// <summary>Folder of the embedded database, absolute.</summary>
    public required string DataDir { get; init; }

    /// <summary>What of the machine is the controller's own, and no container's.</summary>
    public required OwnPaths OwnPaths { get; init; }

    /// <summary>The PostgreSQL that the cluster's controllers share; null: the embedded database, and no cluster.</summary>
    public PostgresOptions? Database { get; init; }

    /// <summary>This controller's place in its cluster, also where it is the only one.</summary>
    public required ClusterSettings Cluster { get; init; }

    /// <summary>Least level of the process's own log.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>The container engine.</summary>
    public required DockerOptions Docker { get; init; }

    /// <summary>The controller's work.</summary>
    public required ControllerOptions Controller { get; init; }

    /// <summary>What brings requests to the applications.</summary>
    public required IngressOptions Ingress { get; init; }

    /// <summary>The operator's nginx; read where that is what brings requests.</summary>
    public required NginxOptions Nginx { get; init; }

    /// <summary>Where metrics are sent; null: nowhere.</summary>
    public OtlpSettings? Otlp { get; init; }

    /// <summary>The API.</summary>
    public required HttpOptions Http { get; init; }

    /// <summary>What the API may change for the next start.</summary>
    public required TunableConfig Tunable { get; init; }

    private static bool IsLoopback(string host) => IPAddress.IsLoopback(IPAddress.Parse(host));
}
