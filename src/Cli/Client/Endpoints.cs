namespace Orchestry.Cli.Client;

/// <summary>Addresses of the cluster's controllers: those that were configured, and those that redirects have named. One of them is asked at a time.</summary>
internal sealed class Endpoints(IEnumerable<Uri> configured)
{
    private readonly List<Uri> _all = [.. configured];
    private int _current;
    private int _failed;

    /// <summary>The one to ask.</summary>
    public Uri Current => _all[_current];

    /// <summary>Whether every one has failed since one answered.</summary>
    public bool HaveAllFailed => _failed >= _all.Count;

    /// <summary>All of them, for messages.</summary>
    public IEnumerable<string> Names => _all.Select(e => e.GetLeftPart(UriPartial.Authority));

    /// <summary>The current one has answered.</summary>
    public void Answered() => _failed = 0;

    /// <summary>The current one is not the right one to ask now; the next one is.</summary>
    public void Next()
    {
        _failed++;
        _current = (_current + 1) % _all.Count;
    }

    /// <summary>A redirect has named one.</summary>
    public void Learn(Uri target)
    {
        var origin = new Uri(target.GetLeftPart(UriPartial.Authority));
        if (!_all.Contains(origin))
        {
            _all.Add(origin);
        }
    }

    /// <summary>The whole address of a request at the current one. A path of the address itself, as behind a proxy, stays in front.</summary>
    public Uri Of(string path) => new(Current.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
}
