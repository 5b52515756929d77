using Microsoft.Extensions.Logging;
using Orchestry.Actors.Access;
using Orchestry.Core.Access;
using Orchestry.Core.Journal;
using Orchestry.Testing;
using Orchestry.Testing.Journal;

namespace Orchestry.Actors.Tests.Access;

public sealed class AuditJournalTests : IAsyncLifetime
{
    private static readonly AuditedRequest Request = new(
        new Caller { Kind = CallerKind.Token, Id = "7", UserId = "1", Name = "ci" }, "192.0.2.1", "DELETE", "/deployments/web", 200);

    private readonly ManualClock _clock = new();
    private readonly FakeStore _store = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly Office _office = new();
    private AuditJournal _audit = null!;

    public async Task InitializeAsync()
    {
        await _store.OpenAsync(default);
        _office.Current = new ImmediateJournal(_store);
        _audit = new AuditJournal(_office, _clock, _logs.CreateLogger<AuditJournal>());
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Who_did_what_from_where_is_an_event()
    {
        await _audit.RecordAsync(Request, default);

        var happened = (await EventsAsync()).Single();
        Assert.Equal((EventType.Config, "audit", "Audited", "ci (token) from 192.0.2.1: DELETE /deployments/web"), (happened.Type, happened.Component, happened.Reason, happened.Message));
        Assert.Equal(
            """{"caller":"ci","caller_id":"7","kind":"token","remote":"192.0.2.1","method":"DELETE","path":"/deployments/web","status":200}""", happened.Details);
    }

    [Fact]
    public async Task Failed_logins_of_one_name_from_one_client_are_one_event_a_minute()
    {
        foreach (var (name, remote) in new[] { ("admin", "192.0.2.1"), ("admin", "192.0.2.1"), ("admin", "192.0.2.2"), (null, "192.0.2.1"), (null, "192.0.2.1") })
        {
            await _audit.RecordFailedLoginAsync(name, remote, default);
        }

        Assert.Equal(
            [
                "A login as 'admin' from 192.0.2.1 failed", "A login as 'admin' from 192.0.2.2 failed", "A login as a user that does not exist from 192.0.2.1 failed",
            ],
            (await EventsAsync()).Select(e => e.Message).Reverse());
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _audit.RecordFailedLoginAsync("admin", "192.0.2.1", default);
        Assert.Equal(4, (await EventsAsync()).Count);
        Assert.All(await EventsAsync(), e => Assert.Equal((EventLevel.Warning, "LoginFailed"), (e.Level, e.Reason)));
    }

    [Fact]
    public async Task A_thousand_addresses_fill_the_journal_no_faster()
    {
        foreach (var i in Enumerable.Range(0, 5000))
        {
            await _audit.RecordFailedLoginAsync(null, $"198.51.{i / 256}.{i % 256}", default);
        }

        Assert.Equal(1000, (await EventsAsync()).Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _audit.RecordFailedLoginAsync("admin", "192.0.2.1", default);
        Assert.Equal(1001, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task What_can_not_be_recorded_is_in_the_log_and_fails_nobody()
    {
        _office.Current = new ImmediateJournal(_store) { Failure = new StoreException("The disk is full.") };
        await _audit.RecordAsync(Request, default);
        _office.Current = null;
        await _audit.RecordAsync(Request, default);

        Assert.Equal(
            [
                "Not in the journal, since The disk is full.: ci (token) from 192.0.2.1: DELETE /deployments/web",
                "Not in the journal, since this node does not lead: ci (token) from 192.0.2.1: DELETE /deployments/web",
            ],
            _logs.WithId(2841).Select(e => e.Message));
    }

    private async Task<IReadOnlyList<EventRecord>> EventsAsync() =>
        [.. (await _store.QueryEventsAsync(new EventQuery(Limit: 10_000), default)).Events.Select(e => e.Event)];

    private sealed class Office : ILeaderJournal
    {
        public IJournal? Current { get; set; }
    }
}
