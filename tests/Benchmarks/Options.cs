using System.Globalization;

namespace Orchestry.Benchmarks;

/// <summary>A benchmark's options, such as <c>--trials 30 --lease 2</c>.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string?> _given = [];

    /// <param name="args">The command line.</param>
    /// <param name="known">The names that are known; any other is an error that lists them.</param>
    public Options(string[] args, params string[] known)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!known.Contains(args[i]))
            {
                throw new ArgumentException($"There is no option {args[i]}; there are {string.Join(", ", known)}.", nameof(args));
            }

            var hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            _given[args[i]] = hasValue ? args[++i] : null;
        }
    }

    /// <summary>Whether it was given.</summary>
    public bool Has(string name) => _given.ContainsKey(name);

    /// <summary>Its whole number, or the default.</summary>
    public int Number(string name, int otherwise) => _given.GetValueOrDefault(name) is not { } text ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"{name} needs a whole number, not '{text}'.", nameof(name));
}
