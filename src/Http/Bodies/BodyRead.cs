using System.Text.Json;
using Orchestry.Http.Errors;

namespace Orchestry.Http.Bodies;

/// <summary>What came of reading a body: a document, nothing, or why it can't be read.</summary>
internal readonly record struct BodyRead(JsonElement? Document, Fault? Fault)
{
    public static BodyRead Absent => default;
}
