using System.Globalization;
using System.Net;
using Orchestry.Core.Ingress;

namespace Orchestry.Ingress;

/// <summary>Where the ingress of this node takes requests, and how much of them.</summary>
public sealed record IngressOptions
{
    /// <summary>What brings the requests to the replicas (<c>INGRESS_MODE</c>). Default: the proxy inside this process.</summary>
    public IngressMode Mode { get; init; } = IngressMode.Embedded;

    /// <summary>The IP address to listen on (<c>INGRESS_HOST</c>). Default 127.0.0.1; <c>0.0.0.0</c> is every IPv4 address of the host.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port for HTTP (<c>INGRESS_PORT</c>). Default 8080; 0: any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The domain below which every application has a host (<c>INGRESS_DOMAIN</c>). Default <c>localhost</c>.</summary>
    public string Domain { get; init; } = "localhost";

    /// <summary>The port for HTTPS (<c>INGRESS_TLS_PORT</c>). Default 0: none.</summary>
    public int TlsPort { get; init; }

    /// <summary>
    /// A folder with a pair <c>NAME.crt</c> and <c>NAME.key</c> (PEM) for each certificate (<c>INGRESS_CERTIFICATES</c>); read again when its files
    /// change. Needed with <see cref="TlsPort"/>.
    /// </summary>
    public string? CertificatePath { get; init; }

    /// <summary>Largest sum of a request's headers, in bytes; more are answered with 431. Default 32 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>How many requests are held at a time for an application that sleeps. Default 100.</summary>
    public int MaxHeldPerApp { get; init; } = 100;

    /// <summary>How long a request is held for an application that sleeps. Default 30 s.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long requests under way may take to finish when the process ends. Default 5 s.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Every fault, each naming its setting; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        if (Mode == IngressMode.None)
        {
            return [];
        }

        var faults = new List<string>();
        if (!IPAddress.TryParse(Host, out _))
        {
            faults.Add($"INGRESS_HOST \"{Host}\" is not an IP address; 0.0.0.0 is every IPv4 address of the host.");
        }

        if (!IsDomain(Domain))
        {
            faults.Add($"INGRESS_DOMAIN \"{Domain}\" is not a domain: lowercase letters, digits and hyphens, in labels of at most 63 characters between dots.");
        }

        Check(Port is >= 0 and <= 65535, string.Create(CultureInfo.InvariantCulture, $"INGRESS_PORT {Port} is not between 0 and 65535."));
        Check(TlsPort is >= 0 and <= 65535, string.Create(CultureInfo.InvariantCulture, $"INGRESS_TLS_PORT {TlsPort} is not between 0 and 65535."));
        if (TlsPort > 0)
        {
            Check(TlsPort != Port, string.Create(CultureInfo.InvariantCulture, $"INGRESS_TLS_PORT and INGRESS_PORT are both {Port}."));
            Check(CertificatePath is not null, "INGRESS_TLS_PORT needs INGRESS_CERTIFICATES, the folder with the certificates.");
            Check(CertificatePath is null || Directory.Exists(CertificatePath), $"INGRESS_CERTIFICATES \"{CertificatePath}\" is not a folder.");
        }

        return faults;

        void Check(bool isWell, string fault)
        {
            if (!isWell)
            {
                faults.Add(fault);
            }
        }
    }

    private static bool IsDomain(string text) => text.Length is > 0 and <= 253
        && text.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
            && label.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'));
}
