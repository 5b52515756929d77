using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Images;

/// <summary>What <c>X-Registry-Auth</c> carries.</summary>
internal sealed record RegistryAuth(
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("serveraddress")] string? ServerAddress)
{
    /// <summary>The header's value: JSON in base64url, padded, as the engine's Go decoder demands.</summary>
    public static string Encode(RegistryCredentials credentials)
    {
        var auth = new RegistryAuth(credentials.Username, credentials.Password, credentials.ServerAddress);
        var json = JsonSerializer.SerializeToUtf8Bytes(auth, DockerJson.Default.RegistryAuth);
        return Convert.ToBase64String(json).Replace('+', '-').Replace('/', '_');
    }

    public override string ToString() => $"credentials of {Username}";
}
