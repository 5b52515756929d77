using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestry.Http.Tests.Authentication;

/// <summary>Makes tokens by hand, as whoever wants to get in would.</summary>
internal static class ForgedToken
{
    /// <summary>The same token with other claims, with its old signature.</summary>
    public static string WithClaims(string token, Action<JsonObject> change)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Decode(parts[1]))!.AsObject();
        change(claims);
        return $"{parts[0]}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
    }

    /// <summary>The claims of a token under a header and a signature of one's own.</summary>
    public static string Signed(string token, string header, byte[]? key)
    {
        var body = $"{Encode(Encoding.UTF8.GetBytes(header))}.{token.Split('.')[1]}";
        return $"{body}.{(key is null ? "" : Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(body))))}";
    }

    /// <summary>Any claims under a real key.</summary>
    public static string Signed(object claims, string keyId, byte[] key) =>
        Signed($".{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}.", $$"""{"alg":"HS256","kid":"{{keyId}}","typ":"JWT"}""", key);

    public static JsonElement HeaderOf(string token) => JsonElement.Parse(Decode(token.Split('.')[0]));

    public static JsonElement ClaimsOf(string token) => JsonElement.Parse(Decode(token.Split('.')[1]));

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
