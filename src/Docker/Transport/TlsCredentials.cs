using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orchestry.Docker.Transport;

/// <summary>Reads Docker's certificate folder into what a TLS handshake needs.</summary>
internal static class TlsCredentials
{
    /// <exception cref="ArgumentException">A file is missing or unreadable; the message names it.</exception>
    public static SslClientAuthenticationOptions Load(DockerOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.CertPath is not { } folder)
        {
            return tls;
        }

        var (certificate, key, authority) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"), Path.Combine(folder, "ca.pem"));
        try
        {
            if (File.Exists(certificate) || File.Exists(key))
            {
                tls.ClientCertificateContext = SslStreamCertificateContext.Create(
                    X509Certificate2.CreateFromPemFile(certificate, key), additionalCertificates: null, offline: true);
            }

            if (!options.VerifyTls)
            {
#pragma warning disable CA5359 // Docker's own client behaves so without DOCKER_TLS_VERIFY; the option's documentation says it.
                tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
            }
            else if (File.Exists(authority))
            {
                tls.CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                };
                tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
            }

            return tls;
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The certificates in DOCKER_CERT_PATH \"{folder}\" can't be used: {e.Message}", nameof(options), e);
        }
    }
}
