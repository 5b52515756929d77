using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Orchestry.Ingress.Embedded;

/// <summary>
/// The certificates of a folder, read again when its files have changed. A pair that can't be read leaves the one of its name that was read
/// before in force.
/// </summary>
internal sealed class CertificateStore : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Lock _loading = new();
    private volatile CertificateChoice _choice = CertificateChoice.None;
    private volatile string? _fault;
    private string? _seen;
    private ITimer? _timer;

    public CertificateStore(string folder, TimeProvider clock, ILogger log)
    {
        (_folder, _clock, _log) = (folder, clock, log);
        Look();
    }

    /// <summary>What is wrong with the folder; null: nothing.</summary>
    public string? Fault => _fault;

    /// <summary>Begins to look once a second whether files have changed.</summary>
    public void Watch() => _timer ??= _clock.CreateTimer(_ => Look(), null, Interval, Interval);

    public void Dispose() => _timer?.Dispose();

    /// <summary>Chooses the certificate of a connection by the name that its client asks for.</summary>
    public ValueTask<SslServerAuthenticationOptions> OnConnectionAsync(TlsHandshakeCallbackContext context) =>
        _choice.For(context.ClientHelloInfo.ServerName) is { } certificate
            ? ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Context })
            : throw new AuthenticationException("There is no certificate.");

    private void Look()
    {
        // One look at a time; a look that takes longer than the interval makes the next one needless.
        if (!_loading.TryEnter())
        {
            return;
        }

        try
        {
            var seen = Fingerprint();
            if (seen != _seen)
            {
                _seen = seen;
                Load();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Say($"The folder of certificates {_folder} (INGRESS_CERTIFICATES) can't be read: {error.Message}");
        }
        finally
        {
            _loading.Exit();
        }
    }

    private void Load()
    {
        var read = new List<CertificatePair>();
        var faults = new List<string>();
        foreach (var file in Directory.EnumerateFiles(_folder, "*.crt").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            try
            {
                read.Add(CertificatePair.Read(_folder, name));
            }
            catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                var former = _choice.Named(name);
                faults.Add($"{name}.crt and {name}.key can't be used{(former is null ? "" : ", what was read before still is")}: {error.Message}");
                if (former is not null)
                {
                    read.Add(former);
                }
            }
        }

        _choice = new CertificateChoice(read);
        _log.CertificatesLoaded(read.Count, string.Join(", ", read.Select(c => c.Name)));
        if (read.Count == 0 && faults.Count == 0)
        {
            faults.Add($"There is no pair NAME.crt and NAME.key in {_folder} (INGRESS_CERTIFICATES), so no connection by HTTPS can be made.");
        }

        Say(faults.Count == 0 ? null : string.Join(" ", faults));
    }

    private void Say(string? fault)
    {
        if (fault is not null && fault != _fault)
        {
            _log.CertificatesFaulty(fault);
        }

        _fault = fault;
    }

    private string Fingerprint() => string.Join('\n', new DirectoryInfo(_folder).EnumerateFiles()
        .Where(f => f.Extension is ".crt" or ".key").OrderBy(f => f.Name, StringComparer.Ordinal)
        .Select(f => $"{f.Name} {f.LastWriteTimeUtc.Ticks} {f.Length} {f.ResolveLinkTarget(returnFinalTarget: true)?.FullName}"));
}
