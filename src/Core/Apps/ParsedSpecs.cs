namespace Orchestry.Core.Apps;

/// <summary>One application's specifications, each document parsed once. Not safe for several threads.</summary>
/// <param name="app">The application, for messages.</param>
/// <param name="defaults">Defaults from the controller's settings.</param>
public sealed class ParsedSpecs(string app, SpecDefaults defaults)
{
    private readonly Dictionary<int, (string Document, AppSpec Spec)> _parsed = [];

    /// <summary>A stored specification.</summary>
    /// <exception cref="FormatException">It is no longer valid; the message says why.</exception>
    public AppSpec Of(SpecRecord spec)
    {
        // The revisions of an application that was removed and registered again begin anew.
        if (_parsed.TryGetValue(spec.Revision, out var known) && known.Document == spec.Document)
        {
            return known.Spec;
        }

        var parse = AppSpecParser.Parse(spec.Document, defaults);
        var parsed = parse.Spec ?? throw new FormatException(
            $"The stored specification of '{app}' is no longer valid: {string.Join("; ", parse.Violations)}");
        _parsed[spec.Revision] = (spec.Document, parsed);
        return parsed;
    }

    /// <summary>Forgets what a record has no use for.</summary>
    public void KeepOnly(AppRecord record)
    {
        foreach (var unused in _parsed.Keys.Where(r => record.Specs.All(s => s.Revision != r)).ToArray())
        {
            _parsed.Remove(unused);
        }
    }
}
