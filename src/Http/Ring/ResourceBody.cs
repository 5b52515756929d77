using Microsoft.AspNetCore.Http;
using Orchestry.Core.Access;
using Orchestry.Core.Documents;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring;

/// <summary>What requests about configs and secrets have in common: a name, a namespace, and whose they are.</summary>
internal static class ResourceBody
{
    /// <summary>The query parameter that filters lists.</summary>
    public const string NamespaceParameter = "namespace";

    // Longer than any name or namespace may be, which is told in its own words.
    private const int Longest = 1024;

    /// <summary>Reads a body, hands its fields over, and answers what is wrong with it; null: nothing.</summary>
    public static async Task<Reply?> ReadAsync(this BodyReader bodies, HttpContext http, Action<ObjectReader> read)
    {
        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        var violations = new List<Violation>();
        var fields = ObjectReader.Of(body.Document, violations);
        read(fields);
        fields.RefuseOthers();
        return violations.Count > 0 ? RingFault.Invalid(violations) : null;
    }

    /// <summary>The name of what is to be made.</summary>
    public static string Name(this ObjectReader fields)
    {
        var name = fields.Text("name", Longest, isRequired: true);
        if (name is not null && !ResourceName.IsName(name))
        {
            fields.Refuse("name", ResourceName.Rule);
        }

        return name ?? "";
    }

    /// <summary>The namespace of what is to be made.</summary>
    public static NamespaceName Namespace(this ObjectReader fields, string field = "namespace", bool isRequired = false)
    {
        var text = fields.Text(field, Longest, isRequired);
        var @namespace = NamespaceName.Default;
        if (text is not null && !NamespaceName.TryParse(text, out @namespace))
        {
            fields.Refuse(field, NamespaceName.Rule);
        }

        return @namespace;
    }

    /// <summary>Which namespaces a list is to show of those that the caller may see, or what is wrong with the query.</summary>
    public static Func<NamespaceName, bool>? Filter(HttpContext http, out RingFault? fault)
    {
        var query = new QueryReader(http);
        var isMeant = query.Namespaces(http.Caller());
        fault = query.IsValid() ? null : RingFault.Invalid(query.Violations);
        return fault is null ? isMeant : null;
    }

    /// <summary>Which namespaces a query means, of those that the caller may see. What is wrong with it is noted with its other faults.</summary>
    public static Func<NamespaceName, bool> Namespaces(this QueryReader query, Caller caller)
    {
        var names = query.Texts(NamespaceParameter);
        foreach (var name in names.Where(n => !NamespaceName.TryParse(n, out _)))
        {
            query.Refuse(NamespaceParameter, $"{NamespaceName.Rule}, not {Quoted.Of(name)}");
        }

        return @namespace => caller.MayUse(@namespace) && (names.Count == 0 || names.Contains(@namespace.Value));
    }

    /// <summary>The id that the path names.</summary>
    public static string Id(this HttpContext http) => (string)http.Request.RouteValues["id"]!;

    /// <summary>What is of a namespace that the caller may not use is not there for it: its name alone may tell something.</summary>
    public static Refusal? Missing(HttpContext http, NamespaceName? found, string kind) => found is { } @namespace && http.Caller().MayUse(@namespace)
        ? null
        : new Refusal(RefusalKind.NotFound, $"There is no {kind} '{http.Id()}'") { Subject = kind };
}
