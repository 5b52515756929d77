using Orchestry.Http.Streams;

namespace Orchestry.Http.Tests.Streams;

public sealed class FrameStreamTests
{
    [Fact]
    public async Task Frames_of_two_writers_are_never_mixed_and_who_gives_up_waiting_writes_nothing()
    {
        await using var inner = new SlowStream();
        await using var stream = new FrameStream(inner);
        var first = stream.WriteAsync(new byte[] { 1, 1 }).AsTask();
        var second = stream.WriteAsync(new byte[] { 2, 2 }).AsTask();
        using var impatient = new CancellationTokenSource();
        var third = stream.WriteAsync(new byte[] { 3, 3 }, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.Equal([1, 1], inner.Begun);

        inner.Finish();
        await first;
        Assert.Equal([1, 1, 2, 2], inner.Begun);
        Assert.False(second.IsCompleted);
        inner.Finish();
        await second;
        Assert.Equal([1, 1, 2, 2], inner.Begun);
    }

    [Fact]
    public async Task A_write_that_fails_lets_the_next_one_write()
    {
        await using var inner = new SlowStream();
        await using var stream = new FrameStream(inner);
        var first = stream.WriteAsync(new byte[] { 1 }).AsTask();
        inner.Fail();
        await Assert.ThrowsAsync<IOException>(() => first);
        var second = stream.WriteAsync(new byte[] { 2 }).AsTask();
        inner.Finish();
        await second;
    }

    /// <summary>Writes that end when a test says so.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private TaskCompletionSource _write = new();

        public List<byte> Begun { get; } = [];

        public void Finish() => Interlocked.Exchange(ref _write, new TaskCompletionSource()).SetResult();

        public void Fail() => Interlocked.Exchange(ref _write, new TaskCompletionSource()).SetException(new IOException("Gone."));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Begun.AddRange(buffer.Span);
            return new ValueTask(_write.Task);
        }
    }
}
