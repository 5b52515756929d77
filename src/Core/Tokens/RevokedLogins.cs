using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Orchestry.Core.Tokens;

/// <summary>A login that was ended before its time.</summary>
/// <param name="Id">The id its token carries.</param>
/// <param name="UserId">Whose it was.</param>
/// <param name="ExpiresAt">When the token would have expired: from then on nobody needs to know any more.</param>
public sealed record RevokedLogin(string Id, string UserId, DateTimeOffset ExpiresAt);

/// <summary>The logins that were ended before their time, as they are stored: one small document, since every node needs all of them.</summary>
public sealed record RevokedLogins
{
    /// <summary>How many are kept. None is forgotten for want of room: see <see cref="IsFull"/>.</summary>
    public const int Most = 1000;

    /// <summary>None.</summary>
    public static RevokedLogins Empty { get; } = new();

    /// <summary>The logins, in the order they were ended.</summary>
    public ImmutableArray<RevokedLogin> Logins { get; init; } = [];

    /// <summary>Whether there is no room for one more. Then all logins of its user have to end instead, which needs no entry.</summary>
    [JsonIgnore]
    public bool IsFull => Logins.Length >= Most;

    /// <summary>Whether the login of that id was ended.</summary>
    public bool Contains(string id) => Logins.Any(l => l.Id == id);

    /// <summary>Those that would not have expired by now.</summary>
    public RevokedLogins Living(DateTimeOffset now) => new() { Logins = [.. Logins.Where(l => l.ExpiresAt > now)] };

    /// <summary>The same with one more, unless it is there.</summary>
    public RevokedLogins With(RevokedLogin login) => Contains(login.Id) ? this : new() { Logins = Logins.Add(login) };

    /// <summary>The same without those of a user.</summary>
    public RevokedLogins WithoutUser(string userId) => new() { Logins = [.. Logins.Where(l => l.UserId != userId)] };
}

/// <summary>How they are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RevokedLogins))]
public sealed partial class RevokedLoginsJson : JsonSerializerContext;
