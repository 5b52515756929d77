using Orchestry.Http.Streams;

namespace Orchestry.Http.Tests.Streams;

public sealed class WebSocketFrameTests
{
    [Theory]
    [InlineData(0, "81-00")]
    [InlineData(125, "81-7D")]
    [InlineData(126, "81-7E-00-7E")]
    [InlineData(65535, "81-7E-FF-FF")]
    [InlineData(65536, "81-7F-00-00-00-00-00-01-00-00")]
    public void A_frame_has_the_header_of_its_length_and_gives_its_text_back(int length, string header)
    {
        var text = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

        var frame = WebSocketFrame.Of(text);

        Assert.Equal(header, BitConverter.ToString(frame, 0, frame.Length - length));
        Assert.True(WebSocketFrame.TextOf(frame).SequenceEqual(text));
    }
}
