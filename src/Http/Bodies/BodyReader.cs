using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Orchestry.Http.Errors;

namespace Orchestry.Http.Bodies;

/// <summary>Reads a request's body, JSON or YAML, into one JSON document; strictly, so that what is stored is what was meant.</summary>
internal sealed class BodyReader(HttpOptions options)
{
    /// <summary>How deep a document may nest.</summary>
    public const int MaxDepth = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public async Task<BodyRead> ReadAsync(HttpContext http)
    {
        var bytes = await ReadBytesAsync(http);
        if (bytes is null)
        {
            return new BodyRead(null, TooLarge(http, options));
        }

        var text = bytes.WrittenMemory;
        if (text.Span.StartsWith(ByteOrderMark))
        {
            text = text[ByteOrderMark.Length..];
        }

        if (text.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return BodyRead.Absent;
        }

        return BodyFormats.Recognise(http.Request.ContentType) is { } format ? Parse(text.Span, format) : Unrecognised(http);
    }

    /// <summary>The answer to a body beyond the limit; the connection ends with it, because the rest is not worth reading.</summary>
    public static Fault TooLarge(HttpContext http, HttpOptions options)
    {
        http.Response.Headers.Connection = "close";
        return new Fault(ErrorCatalog.PayloadTooLarge, $"The body is larger than {options.MaxBodyBytes} bytes");
    }

    private static BodyRead Parse(ReadOnlySpan<byte> text, BodyFormat format)
    {
        try
        {
            if (!Utf8.IsValid(text))
            {
                throw new MalformedBodyException("it is not UTF-8", null);
            }

            var json = format == BodyFormat.Yaml ? YamlBody.ToJson(text) : text;
            return new BodyRead(JsonBody.Parse(json), null);
        }
        catch (MalformedBodyException malformed)
        {
            var name = format == BodyFormat.Yaml ? "YAML" : "JSON";
            return new BodyRead(null, Fault.Invalid("", $"The body is not valid {name}{malformed.Message}"));
        }
    }

    private static BodyRead Unrecognised(HttpContext http)
    {
        var sent = http.Request.ContentType is { Length: > 0 } type ? Quoted.Of(type) : "missing";
        return new BodyRead(
            null, new Fault(ErrorCatalog.UnsupportedMediaType, $"Content-Type is {sent}; bodies are read as {BodyFormats.Accepted}"));
    }

    private async Task<ArrayBufferWriter<byte>?> ReadBytesAsync(HttpContext http)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await ReadSomeAsync(reader, http.RequestAborted);
            if (bytes.WrittenCount + read.Buffer.Length > options.MaxBodyBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            foreach (var segment in read.Buffer)
            {
                bytes.Write(segment.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return bytes;
            }
        }
    }

    /// <summary>
    /// The server tells some broken chunks, such as a size beyond any number, by a plain I/O error; they are as malformed.
    /// </summary>
    private static async ValueTask<ReadResult> ReadSomeAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException broken) when (broken is not (ConnectionResetException or BadHttpRequestException))
        {
            throw new BadHttpRequestException("the body's chunks are broken", broken);
        }
    }
}
