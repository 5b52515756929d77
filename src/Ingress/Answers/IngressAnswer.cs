using System.Globalization;
using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;

namespace Orchestry.Ingress.Answers;

/// <summary>An answer that the ingress gives itself. Tells what was asked and what to do, and nothing of what else there is.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Error">A fixed short sentence.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Details">What it is about this time.</param>
/// <param name="RetryAfter">Seconds after which trying again makes sense; 0: not said.</param>
internal sealed record IngressAnswer(int Status, string Error, string Code, string Details, int RetryAfter = 0)
{
    private const int LongestHost = 100;
    private const int LongestPath = 200;

    public static IngressAnswer RouteNotFound(string host, string path) => new(
        404, "No application is served here", "ROUTE_NOT_FOUND",
        $"No application's route matches host \"{Cut(host, LongestHost)}\" and path \"{Cut(path, LongestPath)}\".");

    public static IngressAnswer TargetUnusable() => new(
        400, "The request can't be routed", "BAD_REQUEST", "The request's target is neither a path nor an absolute address, or has characters that no address may have.");

    public static IngressAnswer NoHealthyReplica(AppRoute route) => new(
        503, "The application has no healthy replica", "NO_HEALTHY_REPLICA",
        $"Application '{route.App}' is {StatusOf(route)} and no replica of it is ready{(route.StatusReason.Length > 0 ? $": {route.StatusReason}" : ".")}",
        route.Status == AppStatus.Running ? 2 : 30);

    public static IngressAnswer NotAwake(AppRoute route, bool isFull) => new(
        503, "The application has no healthy replica", "NO_HEALTHY_REPLICA",
        $"Application '{route.App}' was asleep; {(isFull ? "too many requests wait for it already" : "no replica became ready in time")}.", 5);

    public static IngressAnswer ShuttingDown(AppRoute route) => new(
        503, "The application has no healthy replica", "NO_HEALTHY_REPLICA", $"Application '{route.App}' is asleep, and this ingress is stopping.", 1);

    public static IngressAnswer BadGateway(AppRoute route, string what) =>
        new(502, "The application did not answer", "BAD_GATEWAY", $"Application '{route.App}': {what}");

    public static IngressAnswer GatewayTimeout(AppRoute route, string what) =>
        new(504, "The application did not answer in time", "GATEWAY_TIMEOUT", $"Application '{route.App}': {what}");

    public static IngressAnswer BodyTooLarge(AppRoute route) => new(
        413, "The request's body is too large", "BODY_TOO_LARGE",
        string.Create(CultureInfo.InvariantCulture, $"Application '{route.App}' takes request bodies of at most {route.Ingress.MaxBodyBytes} bytes."));

    public static IngressAnswer BodyUnusable(int status) => status switch
    {
        408 => new(408, "The request's body did not arrive in time", "REQUEST_TIMEOUT", "No byte of the request's body arrived for too long."),
        _ => new(status, "The request's body is not well-formed", "BAD_REQUEST", "The request's body could not be read to its end."),
    };

    /// <summary>Its body, as UTF-8.</summary>
    public byte[] ToJson(DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(
        new IngressErrorBody(Error, Details, Code, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture)),
        IngressErrorJson.Default.IngressErrorBody);

    private static string StatusOf(AppRoute route) => route.Status switch
    {
        AppStatus.Running => "starting",
        AppStatus.Stopped => "stopped",
        _ => "in error",
    };

    private static string Cut(string text, int longest) => text.Length <= longest ? text : $"{text[..longest]}…";
}
