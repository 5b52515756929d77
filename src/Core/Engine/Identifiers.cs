namespace Orchestry.Core.Engine;

/// <summary>A container's engine id (64 hex digits), or where a call takes either, its name.</summary>
public readonly record struct ContainerId(string Value)
{
    /// <summary>The first 12 digits, as people and the API write it.</summary>
    public string ShortId => Value.Length > 12 ? Value[..12] : Value;

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names one engine, for records that outlive a process.</summary>
public readonly record struct EngineName(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
