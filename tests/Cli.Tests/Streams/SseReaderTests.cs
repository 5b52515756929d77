using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Orchestry.Cli.Streams;

namespace Orchestry.Cli.Tests.Streams;

public sealed class SseReaderTests
{
    [Fact]
    public async Task Messages_have_their_id_type_and_lines() => Assert.Equal(
        [new SseMessage("7", "gap", "a\nb"), new SseMessage(null, null, "c")],
        await ReadAsync(": still here\n\nid: 7\nevent: gap\ndata: a\ndata:b\nretry: 5\n\nid: 8\n\ndata: c\n\n"));

    [Fact]
    public async Task A_message_that_was_cut_off_is_not_told() =>
        Assert.Equal([new SseMessage("1", null, "whole")], await ReadAsync("id: 1\ndata: whole\n\nid: 2\ndata: ha"));

    [Fact]
    public void Whatever_pieces_it_comes_in_it_reads_the_same() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(NonEmptyString Text, PositiveInt Size)>().ToArbitrary(),
        async given =>
        {
            var data = new string([.. given.Text.Get.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]);
            var text = $"id: 1\ndata: {data}\n\nid: 2\nevent: end\ndata: ü{data}\n\n";
            var whole = await ReadAsync(text);
            var inPieces = await ReadAsync(text, given.Size.Get);
            Assert.Equal(whole, inPieces);
            Assert.Equal(2, whole.Count);
        }).QuickCheckThrowOnFailure();

    private static async Task<List<SseMessage>> ReadAsync(string text, int pieces = int.MaxValue)
    {
        await using var stream = new PieceStream(Encoding.UTF8.GetBytes(text), pieces);
        var messages = new List<SseMessage>();
        await foreach (var message in SseReader.ReadAsync(stream, TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None))
        {
            messages.Add(message);
        }

        return messages;
    }

    /// <summary>Gives at most so many bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
