using System.Collections.Concurrent;
using System.Net;

namespace Orchestry.Http.RateLimiting;

/// <summary>
/// Limits requests per client in windows of wall time. A request costs one lookup and a few compare-and-swaps; the table is bounded, and
/// clients beyond it share one budget.
/// </summary>
internal sealed class RateLimiter
{
    private readonly ConcurrentDictionary<ClientKey, ClientBudget> _clients = new();
    private readonly HttpOptions _options;
    private readonly TimeProvider _time;
    private readonly ClientBudget _shared;
    private int _count;
    private long _sweptAt;

    public RateLimiter(HttpOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _shared = NewBudget();
    }

    /// <summary>Whether anything is limited at all.</summary>
    public bool IsOn => _options.RateLimitPerHour > 0 || _options.RateLimitPerMinute > 0;

    /// <summary>Clients counted one by one at the moment.</summary>
    public int Clients => Volatile.Read(ref _count);

    public RateDecision Take(IPAddress? client, bool isWrite)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        return BudgetOf(ClientKey.Of(client), now).Take(isWrite, now);
    }

    private ClientBudget BudgetOf(ClientKey key, long now)
    {
        if (_clients.TryGetValue(key, out var known))
        {
            return known;
        }

        if (Clients >= _options.RateLimitMaxClients)
        {
            Sweep(now);
        }

        // Reserved before it is added, so that racing newcomers can't pass the bound together.
        if (Interlocked.Increment(ref _count) > _options.RateLimitMaxClients)
        {
            Interlocked.Decrement(ref _count);
            return _shared;
        }

        var added = NewBudget();
        var kept = _clients.GetOrAdd(key, added);
        if (!ReferenceEquals(kept, added))
        {
            Interlocked.Decrement(ref _count);
        }

        return kept;
    }

    /// <summary>Forgets clients whose windows have all passed; at most once a second, because it looks at every one.</summary>
    private void Sweep(long now)
    {
        var last = Volatile.Read(ref _sweptAt);
        if (now == last || Interlocked.CompareExchange(ref _sweptAt, now, last) != last)
        {
            return;
        }

        foreach (var (key, budget) in _clients)
        {
            if (budget.IsSpent(now) && _clients.TryRemove(new KeyValuePair<ClientKey, ClientBudget>(key, budget)))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    private ClientBudget NewBudget() => new(_options.RateLimitPerMinute, _options.RateLimitPerHour);
}
