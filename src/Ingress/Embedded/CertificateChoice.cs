namespace Orchestry.Ingress.Embedded;

/// <summary>Which of several certificates a client is shown.</summary>
internal sealed class CertificateChoice
{
    private readonly Dictionary<string, CertificatePair> _byDnsName = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyList<CertificatePair> _pairs;
    private readonly CertificatePair? _default;

    /// <param name="pairs">By name.</param>
    public CertificateChoice(IReadOnlyList<CertificatePair> pairs)
    {
        _pairs = pairs;
        _default = Named("default") ?? (pairs.Count > 0 ? pairs[0] : null);
        foreach (var pair in pairs)
        {
            foreach (var name in pair.DnsNames)
            {
                _byDnsName.TryAdd(name, pair);
            }
        }
    }

    public static CertificateChoice None { get; } = new([]);

    public CertificatePair? Named(string name) => _pairs.FirstOrDefault(p => p.Name == name);

    /// <summary>The one for this name; else the one for all names beside it (a wildcard stands for one label); else <c>default</c>; else the first.</summary>
    public CertificatePair? For(string? serverName)
    {
        if (string.IsNullOrEmpty(serverName))
        {
            return _default;
        }

        var dot = serverName.IndexOf('.', StringComparison.Ordinal);
        return _byDnsName.GetValueOrDefault(serverName)
            ?? (dot > 0 ? _byDnsName.GetValueOrDefault($"*{serverName[dot..]}") : null)
            ?? _default;
    }
}
