using Orchestry.Actors.Accounts;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Actors.Tokens;
using Orchestry.Core.Access;
using Orchestry.Core.Accounts;
using Orchestry.Core.Tokens;
using Orchestry.Testing;
using Orchestry.Testing.Access;
using Orchestry.Testing.Documents;

namespace Orchestry.Actors.Tests.Tokens;

public sealed class LoginRegisterTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly FakeDocuments _documents = new();
    private readonly HashingLanes _lanes = new(new QuickHasher());
    private readonly AccountService _accounts;
    private readonly LoginRegister _logins;

    public LoginRegisterTests() =>
        (_accounts, _logins) = (new AccountService(_documents, _lanes, _clock), new LoginRegister(_documents, _clock));

    [Fact]
    public async Task An_ended_login_is_remembered_until_it_would_have_expired()
    {
        (await _logins.RevokeAsync(Login("a", hours: 1), default)).Granted();
        (await _logins.RevokeAsync(Login("a", hours: 1), default)).Granted();
        (await _logins.RevokeAsync(Login("b", hours: 3), default)).Granted();
        Assert.Equal((true, true, false), (_logins.IsRevoked("a"), _logins.IsRevoked("b"), _logins.IsRevoked("c")));

        _clock.Advance(TimeSpan.FromHours(2));
        (await _logins.RevokeAsync(Login("c", hours: 1), default)).Granted();

        Assert.Equal((false, true, true), (_logins.IsRevoked("a"), _logins.IsRevoked("b"), _logins.IsRevoked("c")));
    }

    [Fact]
    public async Task When_there_is_no_room_all_logins_of_the_user_end_and_none_comes_back()
    {
        (await _accounts.CreateAsync("john", "secretpassword", default)).Granted();
        (await _accounts.CreateAsync("jane", "secretpassword", default)).Granted();
        (await _logins.RevokeAsync(Login("janes", hours: 1) with { UserId = "2" }, default)).Granted();
        foreach (var i in Enumerable.Range(0, RevokedLogins.Most - 1))
        {
            (await _logins.RevokeAsync(Login($"{i}", hours: 1), default)).Granted();
        }

        Assert.Equal(1, _accounts.Current.Find("1")!.Generation);
        (await _logins.RevokeAsync(Login("one-more", hours: 1), default)).Granted();

        Assert.Equal((2, 1), (_accounts.Current.Find("1")!.Generation, _accounts.Current.Find("2")!.Generation));
        Assert.True(_logins.IsRevoked("janes"));
        Assert.False(_logins.IsRevoked("0"));
    }

    [Fact]
    public async Task What_is_no_login_ends_none()
    {
        (await _logins.RevokeAsync(Caller.Anyone, default)).Granted();

        Assert.Empty(_documents.Events);
    }

    public void Dispose() => _lanes.Dispose();

    private Caller Login(string id, int hours) => new()
    {
        Kind = CallerKind.User, Id = "1", UserId = "1", Name = "john", LoginId = id, ExpiresAt = _clock.GetUtcNow().AddHours(hours),
    };
}
