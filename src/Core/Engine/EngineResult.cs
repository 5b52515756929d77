using System.Diagnostics.CodeAnalysis;

namespace Orchestry.Core.Engine;

/// <summary>The answer to an engine call: a value, or the fault that explains why there is none.</summary>
public readonly struct EngineResult<T>
{
    private readonly T? _value;

    internal EngineResult(T? value, EngineFault? fault)
    {
        _value = value;
        Fault = fault;
    }

    /// <summary>Why there is no value; null when there is one.</summary>
    public EngineFault? Fault { get; }

    /// <summary>Whether the call succeeded.</summary>
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsSuccess => Fault is null;

    /// <summary>The value of a successful call.</summary>
    /// <exception cref="EngineException">The call failed; carries its fault.</exception>
    public T Value => Fault is null ? _value! : throw new EngineException(Fault);

    /// <summary>The value, or false and the fault.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out EngineFault? fault)
    {
        value = _value;
        fault = Fault;
        return fault is null;
    }

    /// <summary>A successful answer.</summary>
    public static implicit operator EngineResult<T>(T value) => new(value, null);

    /// <summary>A failed call.</summary>
    public static implicit operator EngineResult<T>(EngineFault fault) => new(default, fault);
}

/// <summary>Makes answers whose type is an interface, which the language converts to nothing implicitly.</summary>
public static class EngineResult
{
    /// <summary>A successful answer.</summary>
    public static EngineResult<T> Of<T>(T value) => new(value, null);
}

/// <summary>The value of a call that answers nothing but "done".</summary>
public readonly record struct Done
{
    /// <summary>The one value.</summary>
    public static Done Value => default;
}
