using Orchestry.Core.Metrics;
using Orchestry.Testing.Metrics;

namespace Orchestry.Storage.Tests.Metrics;

public sealed class FakeMetricHistoryContract : MetricHistoryContract
{
    private readonly FakeMetricHistory _history = new();

    protected override IMetricHistory History => _history;

    protected override Task BeginTermAsync(long term)
    {
        _history.Term = term;
        return Task.CompletedTask;
    }
}
