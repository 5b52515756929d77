using Orchestry.Http.Streams;

namespace Orchestry.Http.Tests.Streams;

public sealed class WebSocketFrameTests
{
    [Theory]
    [InlineData(0, "8100")]
    [InlineData(1, "8101")]
    [InlineData(125, "817D")]
    [InlineData(126, "817E007E")]
    [InlineData(256, "817E0100")]
    [InlineData(65535, "817EFFFF")]
    [InlineData(65536, "817F0000000000010000")]
    [InlineData(1_000_000, "817F00000000000F4240")]
    public void A_frame_begins_with_the_shortest_form_of_its_length_and_gives_its_text_back(int length, string header)
    {
        var text = new byte[length];
        new Random(length).NextBytes(text);
        var frame = WebSocketFrame.Of(text);
        Assert.Equal(header, Convert.ToHexString(frame.AsSpan(0, header.Length / 2)));
        Assert.Equal(text, frame[(header.Length / 2)..]);
        Assert.Equal(text, WebSocketFrame.TextOf(frame).ToArray());
    }
}
