using System.Net;
using Orchestry.Core.Accounts;
using Orchestry.Core.Tokens;
using Orchestry.Host.Keys;

namespace Orchestry.Host.Settings;

public sealed partial class SettingsReader
{
    private bool IsAuthenticationRequired => Text(AllSettings.AuthMode) == "required";

    private AccessSettings Access()
    {
        if (Text(AllSettings.AuthMode) is not ("open" or "required"))
        {
            Fault(AllSettings.AuthMode, "must be open or required");
        }

        var key = Text(AllSettings.Key);
        if (key.Length > 0)
        {
            using var parsed = Keys.KeyFile.Parse(key);
            if (parsed is null)
            {
                Fault(AllSettings.Key, "must be 32 bytes as base64, such as: openssl rand -base64 32");
            }
        }

        var first = Text(AllSettings.AdminPassword);
        if (first.Length > 0)
        {
            foreach (var violation in AccountRules.JudgePassword(first, AccountBook.FirstUsername))
            {
                Fault(AllSettings.AdminPassword, violation.Message);
            }
        }

        return new AccessSettings
        {
            IsRequired = IsAuthenticationRequired,
            KeyFile = Text(AllSettings.KeyFile).Length > 0 ? PathOf(AllSettings.KeyFile) : Path.Join(PathOf(AllSettings.DataDir), "master.key"),
            Key = key.Length > 0 ? key : null,
            FirstPassword = first.Length > 0 ? first : null,
            Lifetime = new LoginLifetime(TimeSpan.FromHours(Integer(AllSettings.TokenLifetimeHours, 1, 8760))),
        };
    }

    /// <summary>An address to listen on; beyond loopback only where everybody is asked who it is.</summary>
    private string ListenAddress(Setting setting)
    {
        var host = Text(setting);
        if (host == "localhost")
        {
            return "127.0.0.1";
        }

        if (!IPAddress.TryParse(host, out var address))
        {
            Fault(setting, "must be an IP address or localhost");
        }
        else if (!IPAddress.IsLoopback(address) && !IsAuthenticationRequired)
        {
            Fault(
                setting,
                "must be a loopback address such as 127.0.0.1, or AUTH_MODE required: without authentication anybody on the network could run containers");
        }

        return host;
    }

    private int? RingPort(string host, int port, string ringHost)
    {
        if (Text(AllSettings.RingPort) == "off")
        {
            return null;
        }

        if (!int.TryParse(Text(AllSettings.RingPort), System.Globalization.CultureInfo.InvariantCulture, out var ringPort) || ringPort is < 0 or > 65535)
        {
            Fault(AllSettings.RingPort, "must be a whole number from 0 to 65535, or off");
            return null;
        }

        if (ringPort != 0 && ringPort == port && host == ringHost)
        {
            Fault(AllSettings.RingPort, "is the port of ORCHESTRY_PORT, which serves the same paths: choose another one, or off");
        }

        return ringPort;
    }
}
