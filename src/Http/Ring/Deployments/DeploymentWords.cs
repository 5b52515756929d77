using System.Globalization;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Health;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>Ring's words for what the controller knows under others.</summary>
internal static class DeploymentWords
{
    /// <summary>In the order of <see cref="DeploymentStatus"/>.</summary>
    public static IReadOnlyList<string> Statuses { get; } =
    [
        "creating", "running", "completed", "failed", "deleted", "crash_loop_back_off", "image_pull_back_off", "create_container_error", "config_error",
        "insufficient_resources", "error",
    ];

    public static IReadOnlyList<string> Kinds { get; } = ["worker", "job"];

    public static string StatusOf(AppSnapshot app) => Statuses[(int)DeploymentJudge.Of(app)];

    public static string KindOf(AppSnapshot app) => Kinds[app.Spec.Type == WorkloadType.Job ? 1 : 0];

    public static string Of(PortProtocol protocol) => protocol == PortProtocol.Udp ? "udp" : "tcp";

    public static string Of(ProbeProtocol protocol) => protocol switch { ProbeProtocol.Http => "http", ProbeProtocol.Tcp => "tcp", _ => "command" };

    public static string Of(HealthCheckFailure failure) =>
        failure switch { HealthCheckFailure.Restart => "restart", HealthCheckFailure.Stop => "stop", _ => "alert" };

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s");
}
