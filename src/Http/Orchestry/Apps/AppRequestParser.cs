using System.Text.Json;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Http.Bodies;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>
/// Requests as their bodies write them. <c>wait</c> is true unless said otherwise: the answers speak of what has happened
/// ("started successfully"), so they come when it has.
/// </summary>
internal static class AppRequestParser
{
    private const int LongestTimeout = 3600;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    public static StartRequest Start(JsonElement? body, List<Violation> violations)
    {
        var fields = ObjectReader.Of(body, violations);
        var replicas = fields.Integer("replicas", 0, ScalingPolicy.ReplicaCeiling);
        var wait = fields.Boolean("wait") ?? true;
        var timeout = Seconds(fields, DefaultTimeout);
        fields.RefuseOthers();
        return new StartRequest(replicas, wait, timeout);
    }

    public static StopRequest Stop(JsonElement? body, List<Violation> violations)
    {
        var fields = ObjectReader.Of(body, violations);
        var force = fields.Boolean("force") ?? false;
        var grace = Seconds(fields, DefaultGrace);
        fields.RefuseOthers();
        return new StopRequest(force, grace);
    }

    public static ScaleRequest Scale(JsonElement? body, List<Violation> violations)
    {
        var fields = ObjectReader.Of(body, violations);
        var replicas = fields.Integer("replicas", 0, ScalingPolicy.ReplicaCeiling, isRequired: true) ?? 0;
        var wait = fields.Boolean("wait") ?? true;
        var timeout = Seconds(fields, DefaultTimeout);
        fields.RefuseOthers();
        return new ScaleRequest(replicas, wait, timeout);
    }

    private static TimeSpan Seconds(ObjectReader fields, TimeSpan otherwise) =>
        fields.Integer("timeout", 1, LongestTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : otherwise;
}
