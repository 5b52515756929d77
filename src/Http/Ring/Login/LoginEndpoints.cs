using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Accounts;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Tokens;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Login;

/// <summary>Exchanges a name and a password for a token, and ends that token. Logging in writes nothing, so that every node does it.</summary>
internal sealed class LoginEndpoints(
    IAccounts accounts, LoginTokens tokens, ILogins logins, LoginThrottle throttle, IAudit audit, IReadModel model, BodyReader bodies)
{
    // Longer than any there can be: what is longer need not be hashed to be refused.
    private const int LongestGuess = 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("POST", "/login", LoginOperations.Login, LogInAsync).IsOpen();
        // Without a scope, so not for API tokens: those are revoked.
        routes.MapReply("POST", "/logout", LoginOperations.Logout, LogOutAsync);
    }

    private async Task<Reply> LogInAsync(HttpContext http)
    {
        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        var violations = new List<Violation>();
        var fields = ObjectReader.Of(body.Document, violations);
        var (username, password) = (fields.Text("username", LongestGuess, isRequired: true), fields.Text("password", LongestGuess, isRequired: true));
        fields.RefuseOthers();
        if (violations.Count > 0)
        {
            return RingFault.Invalid(violations);
        }

        var address = http.Connection.RemoteIpAddress;
        var pause = throttle.Begin(username!, address);
        if (pause > TimeSpan.Zero)
        {
            var seconds = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            http.Response.Headers.RetryAfter = seconds;
            return new RingFault(StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimitExceeded, $"Too many failed logins; try again in {seconds} s");
        }

        if (accounts.Current.Accounts.IsEmpty)
        {
            return NotReady();
        }

        if (await accounts.VerifyAsync(username!, password!, http.RequestAborted) is not { } account)
        {
            var known = accounts.Current.FindByName(username!)?.Username;
            // Not waited for, or who exists would take longer to be refused; what goes wrong with it is logged where it is written.
            _ = audit.RecordFailedLoginAsync(known, http.Remote(), CancellationToken.None);
            return new RingFault(
                RingErrors.InvalidCredentials.Status, RingErrors.InvalidCredentials.Code, RingErrors.InvalidCredentials.Sentence);
        }

        throttle.Succeeded(username!, address);
        if (account.HasDefaultPassword && address is not null && !IPAddress.IsLoopback(address))
        {
            return RingFault.Forbidden("This user still has the password of the first start; change it on the controller's own machine first");
        }

        // Another node knows the key and the password it was issued by once it has seen as much as this one.
        return tokens.Issue(account) is { } token
            ? new JsonReply<LoginReply>(new LoginReply(token), ContractsJson.Wire.LoginReply, model.Revision)
            : NotReady();
    }

    private async Task<Reply> LogOutAsync(HttpContext http) =>
        (await logins.RevokeAsync(http.Caller(), http.RequestAborted)).TryGet(out var revision, out var refusal)
            ? new EmptyReply(revision)
            : RingFault.From(refusal);

    private static Fault NotReady() => new(ErrorCatalog.ClusterNotReady, "The first user is being made; try again in a moment");
}
