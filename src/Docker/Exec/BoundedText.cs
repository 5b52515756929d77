using System.Buffers;
using System.Text;

namespace Orchestry.Docker.Exec;

/// <summary>Collects bytes up to a limit and drops the rest.</summary>
internal sealed class BoundedText(int limit)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public void Append(ReadOnlySpan<byte> more) => _bytes.Write(more[..Math.Min(more.Length, limit - _bytes.WrittenCount)]);

    public override string ToString() => Encoding.UTF8.GetString(_bytes.WrittenSpan);
}
