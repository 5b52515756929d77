using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Tokens;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Tokens;

/// <summary>API tokens and the key that logins are signed with. For who has logged in, or for an API token that may everything.</summary>
internal sealed class TokenEndpoints(IApiTokens tokens, ISigningKeys keys, IReadModel model, BodyReader bodies)
{
    private const int LongestText = 200;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/tokens", TokenOperations.List, List).RequiresScopeEverywhere(Scopes.Admin);
        routes.MapReply("POST", "/tokens", TokenOperations.Create, CreateAsync).RequiresScopeEverywhere(Scopes.Admin);
        routes.MapReply("POST", "/tokens/signing-key/rotate", TokenOperations.RotateKey, RotateKeyAsync).RequiresScopeEverywhere(Scopes.Admin);
        routes.MapReply("GET", "/tokens/{id}", TokenOperations.Get, Get).RequiresScopeEverywhere(Scopes.Admin);
        routes.MapReply("DELETE", "/tokens/{id}", TokenOperations.Revoke, RevokeAsync).RequiresScopeEverywhere(Scopes.Admin);
        routes.MapReply("POST", "/tokens/{id}/rotate", TokenOperations.Rotate, RotateAsync).RequiresScopeEverywhere(Scopes.Admin);
    }

    private Reply List(HttpContext http) =>
        new JsonReply<RingToken[]>([.. tokens.Current.Tokens.Select(Show)], ContractsJson.Wire.RingTokenArray, model.Revision);

    private Reply Get(HttpContext http) => tokens.Current.Find(http.Id()) is { } token
        ? new JsonReply<RingToken>(Show(token), ContractsJson.Wire.RingToken, model.Revision)
        : RingFault.From(new Refusal(RefusalKind.NotFound, "There is no such token") { Subject = ApiTokenBook.Subject });

    private async Task<Reply> CreateAsync(HttpContext http)
    {
        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        var violations = new List<Violation>();
        var fields = ObjectReader.Of(body.Document, violations);
        var request = new ApiTokenRequest(
            fields.Text("name", LongestText, isRequired: true) ?? "",
            Distinct(fields.Texts("scopes", Scopes.All.Length * 2, LongestText)),
            Distinct(fields.Texts("namespaces", ApiTokenRules.MostNamespaces, LongestText)),
            Time(fields, "expire_at"));
        fields.RefuseOthers();
        return violations.Count > 0
            ? RingFault.Invalid(violations)
            : Of(await tokens.CreateAsync(request, http.Caller(), http.RequestAborted), StatusCodes.Status201Created);
    }

    private async Task<Reply> RotateAsync(HttpContext http) => Of(await tokens.RotateAsync(http.Id(), http.RequestAborted), StatusCodes.Status200OK);

    private async Task<Reply> RevokeAsync(HttpContext http) =>
        (await tokens.RevokeAsync(http.Id(), http.RequestAborted)).TryGet(out var token, out var refusal)
            ? new JsonReply<RingToken>(Show(token.Value), ContractsJson.Wire.RingToken, token.Revision)
            : RingFault.From(refusal);

    private async Task<Reply> RotateKeyAsync(HttpContext http) =>
        (await keys.RotateAsync(http.RequestAborted)).TryGet(out var key, out var refusal)
            ? new JsonReply<RingSigningKey>(new RingSigningKey(key.Value), ContractsJson.Wire.RingSigningKey, key.Revision)
            : RingFault.From(refusal);

    private static ImmutableArray<string> Distinct(IReadOnlyList<string>? texts) => [.. (texts ?? []).Distinct(StringComparer.Ordinal)];

    private static DateTimeOffset? Time(ObjectReader fields, string name)
    {
        if (fields.Text(name, LongestText) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        fields.Refuse(name, "must be a time such as 2030-01-15T10:30:00Z");
        return null;
    }

    private static Reply Of(Outcome<Written<IssuedToken>> outcome, int status)
    {
        if (!outcome.TryGet(out var issued, out var refusal))
        {
            return RingFault.From(refusal);
        }

        var token = issued.Value.Token;
        return new JsonReply<RingIssuedToken>(
            new RingIssuedToken(token.Id, token.Name, issued.Value.Value, token.Prefix, token.Scopes, token.Namespaces, token.CreatedAt, token.ExpireAt),
            ContractsJson.Wire.RingIssuedToken,
            issued.Revision,
            status);
    }

    private static RingToken Show(ApiToken token) => new(
        token.Id, token.Name, token.Prefix, token.Scopes, token.Namespaces, token.CreatedAt, token.ExpireAt, token.RevokedAt);
}
