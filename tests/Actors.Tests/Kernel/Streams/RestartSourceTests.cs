using System.Threading.Channels;
using Orchestry.Actors.Kernel.Streams;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel.Streams;

public sealed class RestartSourceTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly Channel<Run> _runs = Channel.CreateUnbounded<Run>();
    private readonly List<int> _failures = [];
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task A_source_that_completes_ends_it()
    {
        var elements = Start();
        var run = await NextRunAsync();
        run.Give(1);
        run.Complete();

        Assert.Equal([1], await elements.WaitAsync(TestKit.Guard));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task After_a_failure_the_next_source_goes_on_when_the_pause_is_over()
    {
        var elements = Start();
        var first = await NextRunAsync();
        first.Give(1);
        first.Fail();
        await PauseAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(_runs.Reader.TryRead(out _));

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await NextRunAsync();
        second.Give(2);
        second.Complete();

        Assert.Equal([1, 2], await elements.WaitAsync(TestKit.Guard));
    }

    [Fact]
    public async Task The_pause_doubles_with_every_failure_up_to_the_longest()
    {
        var elements = Start();
        foreach (var pauseMs in new[] { 100, 200, 400, 800, 1000, 1000 })
        {
            (await NextRunAsync()).Fail();
            await PauseAsync();
            Assert.Equal(TimeSpan.FromMilliseconds(pauseMs), _clock.NextDue - _clock.GetUtcNow());
            _clock.Advance(TimeSpan.FromMilliseconds(pauseMs));
        }

        (await NextRunAsync()).Complete();
        await elements.WaitAsync(TestKit.Guard);
        Assert.Equal([1, 2, 3, 4, 5, 6], _failures);
    }

    [Fact]
    public async Task An_element_clears_the_count_of_failures()
    {
        var elements = Start();
        for (var n = 0; n < 3; n++)
        {
            var run = await NextRunAsync();
            run.Give(n);
            run.Fail();
            await PauseAsync();
            Assert.Equal(TimeSpan.FromMilliseconds(100), _clock.NextDue - _clock.GetUtcNow());
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        (await NextRunAsync()).Complete();
        Assert.Equal([0, 1, 2], await elements.WaitAsync(TestKit.Guard));
        Assert.Equal([1, 1, 1], _failures);
    }

    [Fact]
    public async Task A_failure_that_trying_again_does_not_help_against_ends_it()
    {
        var elements = Start();
        (await NextRunAsync()).Fail(new NotSupportedException());

        await Assert.ThrowsAsync<NotSupportedException>(() => elements.WaitAsync(TestKit.Guard));
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task Cancelling_ends_the_pause()
    {
        var elements = Start();
        (await NextRunAsync()).Fail();
        await PauseAsync();

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => elements.WaitAsync(TestKit.Guard));
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task Cancelling_ends_a_source_that_runs_and_is_no_failure()
    {
        var elements = Start();
        await NextRunAsync();

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => elements.WaitAsync(TestKit.Guard));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task Pauses_of_hours_double_without_end()
    {
        var settings = new RestartSettings(TimeSpan.FromHours(1), TimeSpan.FromDays(1)) { OnFailure = (_, n) => _failures.Add(n) };
        var elements = CollectAsync(settings);
        for (var n = 1; n <= 40; n++)
        {
            (await NextRunAsync()).Fail();
            await PauseAsync();
            Assert.InRange((_clock.NextDue - _clock.GetUtcNow())!.Value, TimeSpan.FromHours(1), TimeSpan.FromDays(1));
            _clock.Advance(TimeSpan.FromDays(1));
        }

        (await NextRunAsync()).Complete();
        await elements.WaitAsync(TestKit.Guard);
    }

    private Task<List<int>> Start() => CollectAsync(new RestartSettings(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1))
    {
        RestartsOn = error => error is not NotSupportedException,
        OnFailure = (_, failures) => _failures.Add(failures),
    });

    private async Task<List<int>> CollectAsync(RestartSettings settings)
    {
        var elements = new List<int>();
        await RestartSource.OnFailuresWithBackoff(settings, _clock, MakeRun).RunForeachAsync(elements.Add, _stop.Token);
        return elements;
    }

    private Source<int> MakeRun()
    {
        var run = new Run();
        _runs.Writer.TryWrite(run);
        return Source.From(run.ReadAsync);
    }

    private Task<Run> NextRunAsync() => _runs.Reader.ReadAsync().AsTask().WaitAsync(TestKit.Guard);

    private async Task PauseAsync()
    {
        using var guard = new CancellationTokenSource(TestKit.Guard, TimeProvider.System);
        while (_clock.ActiveTimers == 0)
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>One running of the source, played by the test.</summary>
    private sealed class Run
    {
        private readonly Channel<int> _elements = Channel.CreateUnbounded<int>();

        public void Give(int element) => _elements.Writer.TryWrite(element);

        public void Complete() => _elements.Writer.Complete();

        public void Fail(Exception? error = null) => _elements.Writer.Complete(error ?? new InvalidOperationException("the test said so"));

        public IAsyncEnumerable<int> ReadAsync(CancellationToken cancellationToken) => _elements.Reader.ReadAllAsync(cancellationToken);
    }
}
