using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestry.Contracts;

/// <summary>Seconds since 1970 in UTC as a number to the millisecond, with a fraction always: the reference's form for the cluster's times.</summary>
public sealed class UnixSecondsConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "0.0##";

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(reader.GetDecimal() * 1000));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        (value.ToUnixTimeMilliseconds() / 1000m).TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
