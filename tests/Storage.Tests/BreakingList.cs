using System.Collections;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Tests;

/// <summary>Changes of which one can't be read: a commit fails in its middle, whatever the store.</summary>
internal sealed class BreakingList(Change[] changes, int breaksAt) : IReadOnlyList<Change>
{
    public int Count => changes.Length;

    public Change this[int index] => index == breaksAt ? throw new InvalidDataException("This change is broken.") : changes[index];

    public IEnumerator<Change> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
