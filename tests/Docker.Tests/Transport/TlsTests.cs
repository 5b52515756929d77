using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orchestry.Core.Engine;
using Orchestry.Docker.Tests.Scripted;

namespace Orchestry.Docker.Tests.Transport;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly X509Certificate2 _authority = Certificate("authority", issuer: null);
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestry-tls-").FullName;
    private readonly ScriptedEngine _scripted;

    public TlsTests()
    {
        _scripted = new ScriptedEngine(new SslServerAuthenticationOptions
        {
            ServerCertificate = Certificate("localhost", _authority),
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Issuer == _authority.Subject,
        });
        _scripted.On("GET /info", 200, """{"ServerVersion":"99.0"}""");
    }

    public Task InitializeAsync()
    {
        WriteClient(_authority, _authority);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _scripted.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Both_sides_prove_who_they_are()
    {
        await using var engine = Connect();
        Assert.Equal("99.0", (await engine.GetInfoAsync(default)).Value.Version);
    }

    [Fact]
    public async Task An_engine_whose_authority_we_do_not_know_is_not_trusted()
    {
        WriteClient(_authority, Certificate("another authority", issuer: null));
        await using var engine = Connect();
        var fault = (await engine.GetInfoAsync(default)).Fault!;
        Assert.Equal(EngineFaultKind.AccessDenied, fault.Kind);
        Assert.Contains("ca.pem", fault.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_verification_the_connection_is_encrypted_and_nobody_is_checked()
    {
        WriteClient(_authority, Certificate("another authority", issuer: null));
        await using var engine = _scripted.Connect(options => options with { CertPath = _folder });
        Assert.True((await engine.GetInfoAsync(default)).IsSuccess);
    }

    [Fact]
    public async Task An_engine_that_does_not_trust_our_certificate_is_a_fault_that_points_to_it()
    {
        WriteClient(Certificate("another authority", issuer: null), _authority);
        await using var engine = Connect();
        var fault = (await engine.GetInfoAsync(default)).Fault!;
        Assert.True(fault.Kind is EngineFaultKind.AccessDenied or EngineFaultKind.Unreachable, fault.ToString());
        Assert.Contains("DOCKER_CERT_PATH", fault.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_key_is_refused_at_once_naming_the_folder()
    {
        File.WriteAllText(Path.Combine(_folder, "key.pem"), "no key");
        var refused = Assert.Throws<ArgumentException>(() => Connect());
        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
    }

    private DockerEngine Connect() => _scripted.Connect(options => options with { CertPath = _folder, VerifyTls = true });

    private void WriteClient(X509Certificate2 issuer, X509Certificate2 trusted)
    {
        using var client = Certificate("client", issuer);
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), trusted.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), client.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Certificate(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name.Replace(' ', '-'));
        request.CertificateExtensions.Add(names.Build());
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        using var signed = request.Create(issuer, from.AddHours(1), to.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        return X509CertificateLoader.LoadPkcs12(signed.CopyWithPrivateKey(key).Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
