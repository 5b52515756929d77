using Orchestry.Host.Telemetry;

namespace Orchestry.Host.Settings;

public sealed partial class SettingsReader
{
    private OtlpSettings? Otlp()
    {
        var protocol = Text(AllSettings.OtlpProtocol);
        if (protocol is not ("http/protobuf" or "grpc"))
        {
            Fault(AllSettings.OtlpProtocol, "must be http/protobuf or grpc");
        }

        var headers = Text(AllSettings.OtlpHeaders);
        if (headers.Length > 0 && !headers.Split(',').All(h => h.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            Fault(AllSettings.OtlpHeaders, "must be NAME=VALUE, several with commas");
        }

        var interval = TimeSpan.FromMilliseconds(Integer(AllSettings.OtlpInterval, 1000, 3_600_000));
        var text = Text(AllSettings.OtlpEndpoint);
        if (text.Length == 0)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            Fault(AllSettings.OtlpEndpoint, "must be an http:// or https:// address");
            return null;
        }

        return new OtlpSettings(endpoint, protocol == "grpc", headers, interval);
    }
}
