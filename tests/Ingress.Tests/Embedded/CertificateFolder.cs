using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orchestry.Ingress.Tests.Embedded;

/// <summary>A folder of certificates that a test makes.</summary>
internal sealed class CertificateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ingress-certificates-").FullName;

    /// <summary>Writes a new pair for these names.</summary>
    public void Write(string name, params string[] dnsNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var dnsName in dnsNames)
        {
            names.AddDnsName(dnsName);
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(PathOf("crt"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key"), key.ExportPkcs8PrivateKeyPem());

        string PathOf(string extension) => System.IO.Path.Combine(Path, $"{name}.{extension}");
    }

    /// <summary>Puts another key beside a certificate.</summary>
    /// <returns>A part of that key.</returns>
    public string Break(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(System.IO.Path.Combine(Path, $"{name}.key"), pem);
        return pem.Split('\n')[1];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
