namespace Orchestry.Host.Telemetry;

/// <summary>Where this node's metrics are sent.</summary>
/// <param name="Endpoint">The collector's base address; with HTTP, <c>v1/metrics</c> is added.</param>
/// <param name="IsGrpc">Whether gRPC is spoken instead of protobuf over HTTP.</param>
/// <param name="Headers">Headers of every request as <c>NAME=VALUE</c>, with commas between; a secret. Empty: none.</param>
/// <param name="Interval">Pause between two exports.</param>
public sealed record OtlpSettings(Uri Endpoint, bool IsGrpc, string Headers, TimeSpan Interval)
{
    /// <summary>The address that metrics go to.</summary>
    internal Uri Target => IsGrpc ? Endpoint : new Uri($"{Endpoint.AbsoluteUri.TrimEnd('/')}/v1/metrics");

    // The headers are a secret.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append(Endpoint);
        return true;
    }
}
