using Orchestry.Core.Access;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Tokens;

namespace Orchestry.Actors.Tokens;

/// <summary>The API tokens, as a document.</summary>
internal sealed class ApiTokenService(IDocuments documents, TimeProvider clock) : IApiTokens
{
    internal static readonly ResourceKey Key = new("api-tokens", ResourceKey.DefaultNamespace, "all");

    private readonly ParsedDocument<ApiTokenBook> _book = new(documents, Key, ApiTokenBookJson.Default.ApiTokenBook, ApiTokenBook.Empty);

    public ApiTokenBook Current => _book.Current;

    public async Task<Outcome<Written<IssuedToken>>> CreateAsync(ApiTokenRequest request, Caller caller, CancellationToken cancellationToken)
    {
        Violation[] broken = [.. ApiTokenRules.Judge(request, clock.GetUtcNow())];
        if (broken.Length > 0)
        {
            return Refusal.Of(RefusalKind.ValidationFailed, broken);
        }

        var value = ApiTokenValue.New();
        var outcome = await WriteAsync(
            book => book.Add(request, caller.UserId, value, clock.GetUtcNow()), book => book.Tokens[^1], "TokenCreated", "created", cancellationToken);
        return Issued(outcome, value);
    }

    public async Task<Outcome<Written<IssuedToken>>> RotateAsync(string id, CancellationToken cancellationToken)
    {
        var value = ApiTokenValue.New();
        var outcome = await WriteAsync(
            book => book.Rotate(id, value, clock.GetUtcNow()), book => book.Find(id)!, "TokenRotated", "given another value", cancellationToken);
        return Issued(outcome, value);
    }

    public Task<Outcome<Written<ApiToken>>> RevokeAsync(string id, CancellationToken cancellationToken) => WriteAsync(
        book => book.Revoke(id, clock.GetUtcNow()), book => book.Find(id)!, "TokenRevoked", "revoked", cancellationToken);

    private static Outcome<Written<IssuedToken>> Issued(Outcome<Written<ApiToken>> outcome, string value) => outcome.TryGet(out var token, out var refusal)
        ? new Written<IssuedToken>(new IssuedToken(token.Value, value), token.Revision)
        : refusal;

    private async Task<Outcome<Written<ApiToken>>> WriteAsync(
        Func<ApiTokenBook, Outcome<ApiTokenBook>> change, Func<ApiTokenBook, ApiToken> pick, string reason, string what, CancellationToken cancellationToken)
    {
        ApiToken? written = null;
        var outcome = await documents.ChangeAsync(
            set =>
            {
                var before = _book.In(set);
                if (!change(before).TryGet(out var book, out var refusal))
                {
                    return refusal;
                }

                written = pick(book);
                var happened = new EventRecord
                {
                    Type = EventType.Config,
                    Component = "tokens",
                    Reason = reason,
                    Message = $"API token '{written.Name}' ({written.Id}) {what}",
                    At = clock.GetUtcNow(),
                };
                return ReferenceEquals(book, before) ? Array.Empty<Change>() : [_book.Put(book, happened)];
            },
            cancellationToken);
        return outcome.TryGet(out var revision, out var refused) ? new Written<ApiToken>(written!, revision) : refused;
    }
}
