using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Accounts;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Users;

/// <summary>Who may log in. No answer holds a password or its hash.</summary>
internal sealed class UserEndpoints(IAccounts accounts, IReadModel model, BodyReader bodies)
{
    // Names and passwords have tighter bounds, which are told in their own words.
    private const int Longest = 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/users", UserOperations.List, List).RequiresScopeEverywhere(Scopes.UsersRead);
        routes.MapReply("POST", "/users", UserOperations.Create, http => WithBodyAsync(http, CreateAsync)).RequiresScopeEverywhere(Scopes.UsersWrite);
        routes.MapReply("GET", "/users/me", UserOperations.Me, Me).RequiresScopeEverywhere(Scopes.UsersRead);
        routes.MapReply("PUT", "/users/{id}", UserOperations.Update, http => WithBodyAsync(http, UpdateAsync)).RequiresScopeEverywhere(Scopes.UsersWrite);
        routes.MapReply("DELETE", "/users/{id}", UserOperations.Remove, RemoveAsync).RequiresScopeEverywhere(Scopes.UsersWrite);
    }

    private Reply List(HttpContext http) =>
        new JsonReply<RingUser[]>([.. accounts.Current.Accounts.Select(Show)], ContractsJson.Wire.RingUserArray, model.Revision);

    private Reply Me(HttpContext http) => accounts.Current.Find(http.Caller().UserId) is { } account
        ? Of(account, model.Revision, StatusCodes.Status200OK)
        : RingFault.From(new Refusal(RefusalKind.NotFound, "The user was removed") { Subject = AccountBook.Subject });

    private async Task<Reply> CreateAsync(HttpContext http, string? username, string? password) =>
        Of(await accounts.CreateAsync(username, password, http.RequestAborted), StatusCodes.Status201Created);

    private async Task<Reply> UpdateAsync(HttpContext http, string? username, string? password) =>
        Of(await accounts.ChangeAsync(http.Id(), username, password, http.RequestAborted), StatusCodes.Status200OK);

    private async Task<Reply> RemoveAsync(HttpContext http) => Of(await accounts.RemoveAsync(http.Id(), http.RequestAborted), StatusCodes.Status200OK);

    private async Task<Reply> WithBodyAsync(HttpContext http, Func<HttpContext, string?, string?, Task<Reply>> act)
    {
        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        var violations = new List<Violation>();
        var fields = ObjectReader.Of(body.Document, violations);
        var (username, password) = (fields.Text("username", Longest), fields.Text("password", Longest));
        fields.RefuseOthers();
        return violations.Count > 0 ? RingFault.Invalid(violations) : await act(http, username, password);
    }

    private static Reply Of(Outcome<Written<Account>> outcome, int status) =>
        outcome.TryGet(out var account, out var refusal) ? Of(account.Value, account.Revision, status) : RingFault.From(refusal);

    private static JsonReply<RingUser> Of(Account account, long revision, int status) => new(Show(account), ContractsJson.Wire.RingUser, revision, status);

    private static RingUser Show(Account account) => new(account.Id, account.Username, account.CreatedAt);
}
