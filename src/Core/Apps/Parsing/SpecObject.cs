namespace Orchestry.Core.Apps.Parsing;

/// <summary>An object of the document whose fields are known; every unknown one has been refused.</summary>
internal sealed class SpecObject
{
    private readonly SpecValue _self;
    private readonly Dictionary<string, SpecValue> _fields = new(StringComparer.Ordinal);

    private SpecObject(SpecValue self) => _self = self;

    /// <summary>A field; a missing one as well.</summary>
    public SpecValue this[string name] => _fields.TryGetValue(name, out var value)
        ? value
        : new SpecValue(default, FieldPath.Child(_self.Path, name), _self.Violations);

    public static SpecObject Read(SpecValue self, IReadOnlyList<string> known)
    {
        var read = new SpecObject(self);
        foreach (var (name, value) in Properties(self))
        {
            if (known.Contains(name, StringComparer.Ordinal))
            {
                read._fields[name] = value;
            }
            else
            {
                var owner = self.Path.Length == 0 ? "the document" : self.Path;
                value.Refuse(self.Violations.IsFull ? "" :
                    $"{Shown.Quoted(name)} is not a field of {owner}{Suggestion.For(name, known)}");
            }
        }

        return read;
    }

    /// <summary>An object's properties; of repeated ones the first, the others refused.</summary>
    public static List<(string Key, SpecValue Value)> Properties(SpecValue self)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var properties = new List<(string Key, SpecValue Value)>();
        foreach (var property in self.Json.EnumerateObject())
        {
            if (!JsonText.TryReadName(property, out var name))
            {
                self.Refuse("has a field whose name is not valid Unicode text");
                continue;
            }

            var value = new SpecValue(property.Value, FieldPath.Child(self.Path, name), self.Violations);
            if (seen.Add(name))
            {
                properties.Add((name, value));
            }
            else
            {
                value.Refuse("is given twice");
            }
        }

        return properties;
    }
}
