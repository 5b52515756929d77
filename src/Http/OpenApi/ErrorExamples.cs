using System.Text.Json.Nodes;
using Orchestry.Contracts;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;

namespace Orchestry.Http.OpenApi;

/// <summary>One example of each kind of error.</summary>
internal static class ErrorExamples
{
    public static JsonObject Of(ErrorKind kind)
    {
        var example = new JsonObject { ["error"] = Sentence(kind) };
        if (Details(kind.Code) is { } details)
        {
            example["details"] = details;
        }

        example["code"] = kind.Code;
        example["timestamp"] = "2024-01-15T10:30:00Z";
        if (kind == ErrorCatalog.InvalidSpec)
        {
            example["violations"] = Violation("spec.ports[0].containerPort", "must be a whole number from 1 to 65535");
        }
        else if (kind == ErrorCatalog.ValidationError)
        {
            example["violations"] = Violation("replicas", "must be a whole number from 0 to 100");
        }

        return example;
    }

    /// <summary>The same in the other API's shape.</summary>
    public static JsonObject OfRing(ErrorKind kind)
    {
        var example = new JsonObject { ["error"] = Details(kind.Code) ?? Sentence(kind), ["code"] = kind.Code };
        if (kind == ErrorCatalog.ValidationError)
        {
            example["violations"] = Violation("replicas", "must be a whole number from 0 to 100");
        }

        return example;
    }

    private static JsonArray Violation(string field, string message) => [new JsonObject { ["field"] = field, ["message"] = message }];

    private static string Sentence(ErrorKind kind) =>
        kind == ErrorCatalog.NotLeader ? $"{kind.Sentence}: http://controller-1.local:8001" : kind.Sentence;

    private static string? Details(string code) => code switch
    {
        ErrorCodes.AppNotFound => "Application 'my-app' does not exist",
        ErrorCodes.AppAlreadyExists => "Application 'my-app' is registered with this specification",
        ErrorCodes.InvalidSpec => "spec.ports[0].containerPort: must be a whole number from 1 to 65535",
        ErrorCodes.ValidationError => "replicas: must be a whole number from 0 to 100",
        ErrorCodes.ScalingInProgress => "Application 'my-app' is scaling from 3 to 5 replicas",
        ErrorCodes.InsufficientResources => "The host has no memory for another replica",
        ErrorCodes.DockerError => "The engine does not answer",
        ErrorCodes.DatabaseError => "The database does not answer",
        ErrorCodes.NotLeader or ErrorCodes.ClusterNotReady or ErrorCodes.NoLeader => null,
        ErrorCodes.RateLimitExceeded => "More than 100 requests per minute from this address; try again in 12 s",
        ErrorCodes.MethodNotAllowed => "This path does not answer to 'PATCH'; allowed: GET, DELETE",
        ErrorCodes.RequestTimeout => "The body came too slowly",
        ErrorCodes.PayloadTooLarge => "The body is larger than 1048576 bytes",
        ErrorCodes.UnsupportedMediaType => $"Content-Type is 'text/plain'; bodies are read as {BodyFormats.Accepted}",
        ErrorCodes.ForbiddenHost => "The Host header names 'example.org'; served here: localhost, 127.0.0.1, [::1]",
        ErrorCodes.ForbiddenOrigin => "A page of 'http://example.org' may not write here",
        ErrorCodes.Unauthorized => "The token is not valid, or not any more",
        ErrorCodes.Forbidden => "The token was not given the scope 'deployments:write'",
        ErrorCodes.InternalError => "The controller met a defect; its log has it under 0HN7K2V4T1ABC:00000001",
        _ => "No such path; the paths are listed at /openapi/v1.json",
    };
}
