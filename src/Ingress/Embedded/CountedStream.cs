using System.Runtime.CompilerServices;

namespace Orchestry.Ingress.Embedded;

/// <summary>Hands everything to another stream and counts the bytes. Only asynchronous; used for one body after another.</summary>
internal sealed class CountedStream : Stream
{
    private Stream _inner = Null;

    public long BytesRead { get; private set; }

    public long BytesWritten { get; private set; }

    /// <summary>Whether anything was asked of it to read.</summary>
    public bool IsTouched { get; private set; }

    public override bool CanRead => _inner.CanRead;

    public override bool CanWrite => _inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Begin(Stream inner)
    {
        (_inner, BytesRead, BytesWritten, IsTouched) = (inner, 0, 0, false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        IsTouched = true;
        var bytes = await _inner.ReadAsync(buffer, cancellationToken);
        BytesRead += bytes;
        return bytes;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        BytesWritten += buffer.Length;
        return _inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // The one who uses an upgraded connection disposes of it; this object goes on with the next request.
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
