using System.Globalization;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Commands;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Health;

namespace Orchestry.Cli.Diagnosis;

/// <summary>Looks at the controller over its API.</summary>
internal static class ControllerChecks
{
    private static readonly TimeSpan TolerableSkew = TimeSpan.FromSeconds(5);

    /// <summary>Everything that can be seen from here; the first entry tells whether it answers.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(Session session, CancellationToken cancellationToken)
    {
        ApiReply reply;
        SystemHealthReply health;
        try
        {
            reply = await session.Client.SendAsync(ApiRequest.Get("/health"), cancellationToken);
            health = reply.Read(ContractsJson.Wire.SystemHealthReply);
        }
        catch (ApiRefusal refusal) when (refusal.ExitCode == ExitCodes.NotAllowed)
        {
            // It answers, and says to nobody how it does.
            return [Finding.Ok("controller", $"{session.Connection.Endpoints[0].OriginalString} answers"), await LoginAsync(session, cancellationToken)];
        }
        catch (CommandFailure failure)
        {
            return [Finding.Fail("controller", failure.Message, failure.ExitCode == ExitCodes.Unreachable
                ? "start it: orchestryd, or build/run; or name another: --url URL" : failure.Advice ?? "")];
        }

        return
        [
            Finding.Ok("controller", $"{session.Connection.Endpoints[0].OriginalString} answers, {health.Status}"),
            Version(health.Version),
            Clock(reply.Date, session.Around.Time.GetUtcNow()),
            Part("database", health.Components.Database.Status, health.Components.Database.Error,
                "start PostgreSQL, or mend ORCHESTRY_DATABASE / POSTGRES_HOST of the controller"),
            Part("engine", health.Components.Docker.Status, health.Components.Docker.Error, "systemctl start docker, or set DOCKER_HOST of the controller"),
            Part("ingress", health.Components.Nginx.Status, health.Components.Nginx.Error, "look at INGRESS_MODE and the controller's log"),
            Applications(health.Applications, session.Persona),
            await ClusterAsync(session, cancellationToken),
            await LoginAsync(session, cancellationToken),
        ];
    }

    /// <summary>A release works beside the one before it, so one apart is no fault.</summary>
    internal static Finding Version(string version) => version == ProductVersion.Text
        ? Finding.Ok("versions", $"controller and command line are {version}")
        : Finding.Warn("versions", $"the controller is {version}, this command line {ProductVersion.Text}",
            "install the command line of the controller's version");

    internal static Finding Clock(DateTimeOffset? theirs, DateTimeOffset ours) => theirs is not { } date
        ? Finding.Warn("clock", "the controller does not tell its time", "look whether a proxy takes the Date header away")
        : (date - ours).Duration() <= TolerableSkew
            ? Finding.Ok("clock", "the clocks agree")
            : Finding.Warn("clock", string.Create(CultureInfo.InvariantCulture, $"the clocks differ by {(date - ours).Duration().TotalSeconds:0} s"),
                "run NTP on both machines: timedatectl set-ntp true");

    private static Finding Part(string name, string status, string? error, string remedy) => status switch
    {
        "healthy" or "embedded" => Finding.Ok(name, status),
        "disabled" => Finding.Ok(name, "disabled"),
        _ => Finding.Fail(name, error is null ? status : $"{status}: {error}", remedy),
    };

    private static Finding Applications(ApplicationCounts counts, Persona persona) => counts.Error == 0
        ? Finding.Ok("applications", $"{Figures.Whole(counts.Running)} of {Figures.Whole(counts.Total)} run, none in error")
        : Finding.Warn("applications", $"{Figures.Whole(counts.Error)} in error", persona.IsRing ? $"{persona.Command} deployment list"
            : $"{persona.Command} list -A --status error");

    private static async Task<Finding> ClusterAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            var health = (await session.Client.SendAsync(ApiRequest.Get("/cluster/health"), cancellationToken)).Json();
            return health.Text("clustering") == "disabled" ? Finding.Ok("cluster", "a single controller")
                : health.TryGetProperty("cluster_ready", out var ready) && ready.ValueKind == JsonValueKind.True
                    ? Finding.Ok("cluster", $"{health.Text("cluster_size")} controllers, {health.Text("leader_id")} leads")
                    : Finding.Fail("cluster", "no controller leads; writes wait", "look at the database, and at the controllers' logs");
        }
        catch (CommandFailure failure)
        {
            return Finding.Fail("cluster", failure.Message, failure.Advice ?? "");
        }
    }

    private static async Task<Finding> LoginAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            await session.Client.SendAsync(ApiRequest.Get(session.Persona.IsRing ? "/users/me" : "/api/v1/apps?format=summary"), cancellationToken);
            return Finding.Ok("access", session.Connection.Token is null ? "no login is needed" : "the token is good");
        }
        catch (ApiRefusal refusal) when (refusal.Code == ErrorCodes.Forbidden)
        {
            return Finding.Ok("access", $"the token is good, for what it was given: {refusal.Message}");
        }
        catch (CommandFailure failure)
        {
            return Finding.Fail("access", failure.Message, failure.Advice ?? "");
        }
    }
}
