using System.Diagnostics.CodeAnalysis;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Orchestration;

/// <summary>Why a request was refused. Each maps to one code and status of the public API.</summary>
public enum RefusalKind
{
    /// <summary>No application of that name.</summary>
    AppNotFound,

    /// <summary>The application is registered already, with this very specification.</summary>
    AppAlreadyExists,

    /// <summary>The specification breaks rules; every one is listed.</summary>
    InvalidSpec,

    /// <summary>The request breaks rules; every one is listed.</summary>
    ValidationFailed,

    /// <summary>An earlier scaling still runs, or this one did not come true in time.</summary>
    ScalingInProgress,

    /// <summary>The host lacks what the request needs.</summary>
    InsufficientResources,

    /// <summary>The container engine failed.</summary>
    EngineFailed,

    /// <summary>The database failed; nothing was changed, unless <see cref="Refusal.IsOutcomeUnknown"/>.</summary>
    DatabaseFailed,

    /// <summary>This node does not lead, so it changed nothing; or it ceased to lead before it could answer, and then <see cref="Refusal.IsOutcomeUnknown"/>.</summary>
    NotLeader,

    /// <summary>Nothing of that name, where it is no application; <see cref="Refusal.Subject"/> says what.</summary>
    NotFound,

    /// <summary>Something of that name is there already; <see cref="Refusal.Subject"/> says what.</summary>
    AlreadyExists,

    /// <summary>It is needed, by what the details name; <see cref="Refusal.Subject"/> says what.</summary>
    InUse,
}

/// <summary>One broken rule.</summary>
/// <param name="Field">Path of the field, such as <c>spec.ports[0].containerPort</c>; empty for the document as a whole.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record Violation(string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Field.Length == 0 ? Message : $"{Field}: {Message}";
}

/// <summary>A refused request: why, in one sentence, and every broken rule.</summary>
public sealed record Refusal(RefusalKind Kind, string Details)
{
    /// <summary>Every broken rule, for <see cref="RefusalKind.InvalidSpec"/> and <see cref="RefusalKind.ValidationFailed"/>.</summary>
    public IReadOnlyList<Violation> Violations { get; init; } = [];

    /// <summary>Whether the request may have been carried out all the same: nobody could say.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>What it is about, in one word such as <c>user</c>, where its kind leaves that open.</summary>
    public string? Subject { get; init; }

    /// <summary>A refusal that lists what is wrong.</summary>
    public static Refusal Of(RefusalKind kind, IReadOnlyList<Violation> violations) =>
        new(kind, string.Join("; ", violations)) { Violations = violations };

    /// <summary>No application of that name.</summary>
    public static Refusal NotFound(string name) => new(RefusalKind.AppNotFound, $"Application '{name}' does not exist");

    /// <summary>No application of that name in that namespace.</summary>
    public static Refusal NotFound(string name, NamespaceName @namespace) => @namespace.IsDefault
        ? NotFound(name)
        : new(RefusalKind.AppNotFound, $"Application '{name}' does not exist in the namespace '{@namespace}'");
}

/// <summary>What became of a request: its result, or the refusal.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    /// <summary>Why it was refused; null when it was not.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The result, or false and the refusal.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = Refusal;
        return refusal is null;
    }

    /// <summary>A result.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
