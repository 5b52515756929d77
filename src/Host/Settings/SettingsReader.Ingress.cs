using Orchestry.Core.Ingress;
using Orchestry.Ingress;
using Orchestry.Ingress.Nginx;

namespace Orchestry.Host.Settings;

public sealed partial class SettingsReader
{
    private IngressOptions Ingress()
    {
        var certificates = Text(AllSettings.IngressCertificates);
        var options = new IngressOptions
        {
            Mode = Mode(),
            Host = Text(AllSettings.IngressHost) is "localhost" ? "127.0.0.1" : Text(AllSettings.IngressHost),
            Port = Integer(AllSettings.IngressPort, 0, 65535),
            Domain = Text(AllSettings.IngressDomain),
            TlsPort = Integer(AllSettings.IngressTlsPort, 0, 65535),
            CertificatePath = certificates.Length == 0 ? null : PathOf(AllSettings.IngressCertificates),
        };
        _faults.AddRange(options.Validate());
        return options;
    }

    private NginxOptions Nginx()
    {
        var options = new NginxOptions
        {
            ConfigPath = Text(AllSettings.NginxConfigPath),
            LogPath = Text(AllSettings.NginxLogPath),
            TestCommand = Text(AllSettings.NginxTestCommand),
            ReloadCommand = Text(AllSettings.NginxReloadCommand),
            ReopenCommand = Text(AllSettings.NginxReopenCommand),
            UpstreamMethod = Text(AllSettings.NginxUpstreamMethod),
            ListenHost = Text(AllSettings.IngressHost) is "localhost" ? "127.0.0.1" : Text(AllSettings.IngressHost),
            ListenPort = Integer(AllSettings.IngressPort, 0, 65535),
            Domain = Text(AllSettings.IngressDomain),
        };
        if (Text(AllSettings.IngressMode) == "nginx")
        {
            _faults.AddRange(options.Validate().Except(_faults));
        }

        return options;
    }

    private IngressMode Mode()
    {
        switch (Text(AllSettings.IngressMode))
        {
            case "embedded":
                return IngressMode.Embedded;
            case "nginx":
                return IngressMode.Nginx;
            case "none":
                return IngressMode.None;
            default:
                Fault(AllSettings.IngressMode, "must be embedded, nginx or none");
                return IngressMode.None;
        }
    }
}
