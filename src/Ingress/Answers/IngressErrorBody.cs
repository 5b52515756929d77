using System.Text.Json.Serialization;

namespace Orchestry.Ingress.Answers;

/// <summary>The body of an answer that is the ingress's own, in the shape of the API's errors.</summary>
internal sealed record IngressErrorBody(string Error, string Details, string Code, string Timestamp);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IngressErrorBody))]
internal sealed partial class IngressErrorJson : JsonSerializerContext;
