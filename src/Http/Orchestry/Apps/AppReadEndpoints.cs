using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Errors;
using Orchestry.Http.Gate;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>One application, all of them, and a specification: from the read model, in memory, on any node.</summary>
internal sealed class AppReadEndpoints(IReadModel model)
{
    private static readonly string[] Formats = ["json", "summary"];
    private readonly AppListCache _lists = new(model);
    private readonly AppReplyCache _details = new(app => KeptReply.Of(AppView.Of(app), ContractsJson.Wire.AppDetail, model));
    private readonly AppReplyCache _specs = new(
        app => new KeptReply(Encoding.UTF8.GetBytes(SpecDocument.ForDisplay(app.Document, app.Spec)), model));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/api/v1/apps", AppReadOperations.List, List).RequiresScope(Scopes.DeploymentsRead);
        routes.MapReply("GET", "/api/v1/apps/{app_name}", AppReadOperations.Get, http => OfApp(http, _details));
        routes.MapReply("GET", "/api/v1/apps/{app_name}/spec", AppReadOperations.Spec, http => OfApp(http, _specs));
    }

    private Reply List(HttpContext http)
    {
        var caller = http.Caller();
        if (!http.Request.QueryString.HasValue && !caller.IsBound)
        {
            return _lists.Get(null, asSummary: false);
        }

        var query = new QueryReader(http);
        var only = query.Word("status", AppWords.Statuses);
        var format = query.Word("format", Formats);
        var @namespace = query.Text(EndpointRouting.NamespaceParameter);
        var (isEvery, named) = (@namespace == AppListCache.EveryNamespace, NamespaceName.Default);
        if (@namespace is not null && !isEvery && !NamespaceName.TryParse(@namespace, out named))
        {
            query.Refuse(EndpointRouting.NamespaceParameter, $"{NamespaceName.Rule}, or {AppListCache.EveryNamespace} for every one");
        }

        if (!query.IsValid())
        {
            return Fault.Invalid(query.Violations);
        }

        return Refuse(caller, isEvery, named) ?? (Reply)_lists.Get((AppStatus?)only, format == 1, @namespace);
    }

    private static Fault? Refuse(Caller caller, bool isEvery, NamespaceName named) =>
        isEvery && caller.IsBound ? Fault.Forbidden($"The token is bound to {string.Join(", ", caller.Namespaces)}; name one of them")
        : !isEvery && !caller.MayUse(named) ? Fault.Forbidden(named)
        : null;

    private Reply OfApp(HttpContext http, AppReplyCache cache) => model.TryFindApp(http, out var app, out var fault) ? cache.Of(app) : fault;
}
