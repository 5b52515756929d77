namespace Orchestry.Actors.Tests.Controller;

/// <summary>Seeds of random histories, in stretches: so a runner can tell a test that takes long on a busy machine from one that hangs.</summary>
public static class Seeds
{
    private const int Stretch = 25;

    /// <summary>The first seed of each stretch of so many seeds, a multiple of 25.</summary>
    public static TheoryData<int> Stretches(int count) => [.. Enumerable.Range(0, count / Stretch).Select(i => 1 + (i * Stretch))];

    /// <summary>The seeds of a stretch.</summary>
    public static IEnumerable<int> From(int first) => Enumerable.Range(first, Stretch);
}
