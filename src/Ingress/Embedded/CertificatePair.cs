using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orchestry.Ingress.Embedded;

/// <summary>A certificate with its key and the certificates between it and a root.</summary>
internal sealed class CertificatePair
{
    private CertificatePair(string name, X509Certificate2Collection chain, X509Certificate2 certificate)
    {
        Name = name;
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        DnsNames = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames())];
    }

    /// <summary>The name of its files.</summary>
    public string Name { get; }

    /// <summary>What connections are made with.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The names it is for, wildcards included.</summary>
    public IReadOnlyList<string> DnsNames { get; }

    /// <summary>Reads <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
    /// <exception cref="CryptographicException">They are no certificate and key, or don't belong together.</exception>
    public static CertificatePair Read(string folder, string name)
    {
        var file = Path.Combine(folder, $"{name}.crt");
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        return new CertificatePair(name, chain, X509Certificate2.CreateFromPemFile(file, Path.Combine(folder, $"{name}.key")));
    }
}
