using Orchestry.Core.Orchestration;

namespace Orchestry.Actors.Tests.Controller;

internal static class Outcomes
{
    /// <summary>The result of a request that must have been granted.</summary>
    public static T Granted<T>(this Outcome<T> outcome)
    {
        Assert.True(outcome.TryGet(out var result, out var refusal), $"{refusal?.Kind}: {refusal?.Details}");
        return result!;
    }

    /// <summary>The refusal of a request that must have been refused for this reason.</summary>
    public static Refusal Refused<T>(this Outcome<T> outcome, RefusalKind kind)
    {
        Assert.False(outcome.TryGet(out var result, out var refusal), $"granted: {result}");
        Assert.Equal(kind, refusal!.Kind);
        return refusal;
    }
}
