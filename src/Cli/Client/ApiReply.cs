using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestry.Cli.Client;

/// <summary>A success.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">What was answered.</param>
/// <param name="Date">The controller's clock; null: it did not say.</param>
internal sealed record ApiReply(int Status, byte[] Body, DateTimeOffset? Date)
{
    /// <summary>The journal's revision of what was written, or seen; 0: the answer names none.</summary>
    public long Revision { get; init; }

    private const string NotOurs = "The answer is not what a controller answers";
    private const string Advice = "look whether the address is a controller's, and of this version: doctor";

    /// <summary>The body as a record.</summary>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw new CommandFailure(ExitCodes.Failure, NotOurs, Advice);
        }
        catch (JsonException malformed)
        {
            throw new CommandFailure(ExitCodes.Failure, NotOurs, Advice, malformed);
        }
    }

    /// <summary>The body as it is.</summary>
    public JsonElement Json()
    {
        try
        {
            return JsonElement.Parse(Body);
        }
        catch (JsonException malformed)
        {
            throw new CommandFailure(ExitCodes.Failure, NotOurs, Advice, malformed);
        }
    }
}
