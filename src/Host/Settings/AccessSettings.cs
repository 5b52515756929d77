using Orchestry.Core.Tokens;

namespace Orchestry.Host.Settings;

/// <summary>Who gets in, and with what.</summary>
public sealed record AccessSettings
{
    /// <summary>Whether everything needs a token, not the Ring API alone.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>The file with the master key, absolute.</summary>
    public required string KeyFile { get; init; }

    /// <summary>The master key itself, as base64, which wins over the file; null: the file.</summary>
    public string? Key { get; init; }

    /// <summary>The password of the first user; null: the one that everybody knows.</summary>
    public string? FirstPassword { get; init; }

    /// <summary>How long a login lasts.</summary>
    public required LoginLifetime Lifetime { get; init; }

    /// <summary>Without what must be in no message.</summary>
    public override string ToString() => $"{nameof(AccessSettings)} {{ IsRequired = {IsRequired}, KeyFile = {KeyFile}, Lifetime = {Lifetime} }}";
}
