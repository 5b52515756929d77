using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>
/// Collects broken rules. The first one of a field hides its others, which only follow from it. Keeps 50 and counts the rest, so that a
/// hostile document can't make a huge answer.
/// </summary>
internal sealed class ViolationList
{
    private const int MaxKept = 50;

    private readonly List<Violation> _kept = [];
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private int _more;

    public bool IsEmpty => _kept.Count == 0;

    /// <summary>Whether further ones are only counted, so that a costly message is not worth making.</summary>
    public bool IsFull => _kept.Count == MaxKept;

    public void Add(string field, string message)
    {
        if (IsFull)
        {
            _more++;
        }
        else if (_fields.Add(field))
        {
            _kept.Add(new Violation(field, message));
        }
    }

    public IReadOnlyList<Violation> ToList() => _more == 0 ? _kept : [.. _kept, new Violation("", $"and {_more} more")];
}
