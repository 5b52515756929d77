using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Accounts;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Accounts;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Testing;
using Orchestry.Testing.Access;
using Orchestry.Testing.Documents;

namespace Orchestry.Actors.Tests.Accounts;

public sealed class AccountServiceTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly FakeDocuments _documents = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly QuickHasher _hasher = new();
    private readonly HashingLanes _lanes;
    private readonly AccountService _accounts;

    public AccountServiceTests()
    {
        _lanes = new HashingLanes(_hasher);
        _accounts = new AccountService(_documents, _lanes, _clock);
    }

    [Fact]
    public async Task The_first_leader_makes_the_first_user_and_warns_at_every_start_until_its_password_is_changed()
    {
        await FirstAsync(null);
        Assert.Equal(("1", "admin", true), (Only.Id, Only.Username, Only.HasDefaultPassword));
        Assert.NotNull(await _accounts.VerifyAsync("Admin", "changeme", default));
        await FirstAsync(null);
        Assert.Equal([2800, 2801, 2801], _logs.Entries.Select(e => e.EventId.Id));
        Assert.Contains("WHICH EVERYBODY KNOWS", _logs.WithId(2801)[0].Message, StringComparison.Ordinal);

        (await _accounts.ChangeAsync("1", null, "correct horse", default)).Granted();
        await FirstAsync(null);
        Assert.Equal(3, _logs.Entries.Count);
        Assert.Null(await _accounts.VerifyAsync("admin", "changeme", default));
    }

    [Fact]
    public async Task The_operators_first_password_is_no_reason_to_warn_and_changes_nothing_later()
    {
        await FirstAsync("correct horse");
        await FirstAsync("another one");

        Assert.NotNull(await _accounts.VerifyAsync("admin", "correct horse", default));
        Assert.Equal([2800], _logs.Entries.Select(e => e.EventId.Id));
        Assert.DoesNotContain("correct horse", $"{new FirstAccount("correct horse")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_does_not_lead_makes_nobody()
    {
        _documents.IsLeader = false;

        await FirstAsync(null);
        (await _accounts.CreateAsync("john", "secretpassword", default)).Refused(RefusalKind.NotLeader);

        Assert.Empty(_accounts.Current.Accounts);
    }

    [Fact]
    public async Task Of_two_that_create_the_same_user_at_once_one_is_refused()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _accounts.CreateAsync("john", "secretpassword", default))));

        Assert.Single(outcomes, o => o.Refusal is null);
        Assert.Single(_accounts.Current.Accounts);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_costs_as_many_comparisons_as_a_wrong_password()
    {
        await FirstAsync(null);

        Assert.Null(await _accounts.VerifyAsync("admin", "wrong", default));
        var wrong = _hasher.Comparisons;
        Assert.Null(await _accounts.VerifyAsync("nobody", "wrong", default));

        Assert.Equal((1, 2), (wrong, _hasher.Comparisons));
    }

    [Fact]
    public async Task Every_change_is_an_event_that_says_who_and_not_what()
    {
        await FirstAsync(null);
        (await _accounts.CreateAsync("john", "secretpassword", default)).Granted();
        (await _accounts.ChangeAsync("2", "jane", null, default)).Granted();
        (await _accounts.ChangeAsync("2", null, "othersecret", default)).Granted();
        (await _accounts.RemoveAsync("2", default)).Granted();

        Assert.Equal(
            [
                "UserCreated User 'admin' created at the first start", "UserCreated User 'john' created", "UserChanged User 'jane' renamed",
                "UserChanged User 'jane' given another password", "UserRemoved User 'jane' removed",
            ],
            _documents.Events.Select(e => $"{e.Reason} {e.Message}"));
        Assert.All(_documents.Events, e => Assert.Equal((EventType.Config, "accounts"), (e.Type, e.Component)));
    }

    [Fact]
    public async Task The_frameworks_hasher_salts_each_and_stores_nothing_to_read()
    {
        using var lanes = new HashingLanes(new PasswordHasher<Account>());

        var (one, other) = (await lanes.HashAsync("secretpassword", default), await lanes.HashAsync("secretpassword", default));

        Assert.NotEqual(one, other);
        Assert.True(await lanes.VerifyAsync(one, "secretpassword", default));
        Assert.False(await lanes.VerifyAsync(one, "Secretpassword", default));
        // Format 1: PBKDF2 with HMAC-SHA512 (2) and 100,000 iterations.
        var bytes = Convert.FromBase64String(one);
        Assert.Equal((1, 2, 100_000), (bytes[0], bytes[4], System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5))));
    }

    public void Dispose() => _lanes.Dispose();

    private Account Only => _accounts.Current.Accounts.Single();

    private Task FirstAsync(string? password) =>
        new FirstAccountDuty(_accounts, new FirstAccount(password), _logs.CreateLogger<FirstAccountDuty>()).PerformAsync(default);
}
