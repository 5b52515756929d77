using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Streams;

namespace Orchestry.Http.Queries;

/// <summary>
/// Reads query parameters and gathers every broken rule. A name nobody asked for is one: a typo must not become a default.
/// </summary>
internal sealed class QueryReader(HttpContext http)
{
    private readonly IQueryCollection _query = http.Request.Query;
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public List<Violation> Violations { get; } = [];

    public string? Text(string name)
    {
        _known.Add(name);
        if (!_query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count == 1)
        {
            return values[0] ?? "";
        }

        Refuse(name, "must be given once");
        return null;
    }

    /// <summary>Every value of a parameter that may be repeated, with brackets behind its name or without.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var withBrackets = $"{name}[]";
        _known.Add(name);
        _known.Add(withBrackets);
        return [.. _query[name].Concat(_query[withBrackets]).Select(value => value ?? "")];
    }

    /// <summary>The positions of the words of such a parameter among those that may be; those that may not are refused.</summary>
    public IReadOnlyList<int> AllWords(string name, IReadOnlyList<string> words)
    {
        var found = new List<int>();
        foreach (var text in Texts(name))
        {
            var index = words.ToList().IndexOf(text);
            if (index < 0)
            {
                Refuse(name, $"must be one of {string.Join(", ", words)}, not {Quoted.Of(text)}");
            }
            else
            {
                found.Add(index);
            }
        }

        return found;
    }

    public bool Boolean(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false"))
        {
            Refuse(name, "must be true or false");
        }

        return text == "true";
    }

    public int Integer(string name, int least, int most, int otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, $"must be a whole number from {least} to {most}");
        return otherwise;
    }

    /// <summary>The position of the word among those that may be; null: left out, or refused.</summary>
    public int? Word(string name, IReadOnlyList<string> words)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (text == words[i])
            {
                return i;
            }
        }

        Refuse(name, $"must be one of {string.Join(", ", words)}");
        return null;
    }

    /// <summary>The time filter <c>since</c>; null: left out, or refused.</summary>
    public DateTimeOffset? Since(DateTimeOffset now)
    {
        if (Text("since") is not { } text)
        {
            return null;
        }

        if (TimeFilter.TryParse(text, now, out var since, out var message))
        {
            return since;
        }

        Refuse("since", message);
        return null;
    }

    public void Refuse(string name, string message) => Violations.Add(new Violation(name, message));

    /// <summary>Refuses what no call has asked for; the last call.</summary>
    /// <returns>Whether everything was well.</returns>
    public bool IsValid()
    {
        if (http.NamesAnApp())
        {
            // Names the application, together with the path, and is judged with that.
            _known.Add(EndpointRouting.NamespaceParameter);
        }

        if (BearerToken.MayBeInQuery(http))
        {
            // The gate has read it.
            _known.Add(BearerToken.Parameter);
        }

        foreach (var (name, _) in _query)
        {
            if (!_known.Contains(name))
            {
                var known = _known.Count == 0 ? "this path takes none" : $"known here: {string.Join(", ", _known)}";
                Refuse(Quoted.Of(name)[1..^1], $"is an unknown query parameter; {known}");
            }
        }

        return Violations.Count == 0;
    }
}
