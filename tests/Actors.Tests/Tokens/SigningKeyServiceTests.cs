using Microsoft.Extensions.Logging;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Actors.Tokens;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Sealing;
using Orchestry.Core.Tokens;
using Orchestry.Testing;
using Orchestry.Testing.Documents;

namespace Orchestry.Actors.Tests.Tokens;

public sealed class SigningKeyServiceTests : IDisposable
{
    private readonly FakeDocuments _documents = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly MasterKey _master = new(new byte[32]);

    [Fact]
    public async Task The_first_leader_makes_a_key_and_every_node_has_the_same()
    {
        var leader = Service(_master);
        Assert.Empty(leader.Current);
        await leader.PerformAsync(default);
        await leader.PerformAsync(default);

        Assert.Equal(leader.Current.Single().Secret, Service(_master).Current.Single().Secret);
        Assert.Same(leader.Current, leader.Current);
    }

    [Fact]
    public async Task A_new_key_signs_from_then_on_and_the_one_before_is_still_there()
    {
        var keys = Service(_master);
        await keys.PerformAsync(default);
        var before = keys.Current.Single();

        var id = (await keys.RotateAsync(default)).Granted().Value;

        Assert.Equal([before.Id, id], keys.Current.Select(k => k.Id));
    }

    [Fact]
    public async Task Keys_are_sealed_in_what_is_stored()
    {
        var keys = Service(_master);
        await keys.PerformAsync(default);
        var secret = keys.Current.Single().Secret;

        var dump = _documents.Dump(["signing-keys"]);
        Assert.Contains(keys.Current.Single().Id, dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(secret), dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(secret), dump, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(keys.Current.Single().Id, $"{keys.Current.Single()}");
    }

    [Fact]
    public async Task A_key_of_another_master_key_is_left_out_and_said()
    {
        await Service(_master).PerformAsync(default);
        using var other = new MasterKey([.. Enumerable.Repeat((byte)1, 32)]);

        Assert.Empty(Service(other).Current);
        Assert.Single(_logs.WithId(2820));
    }

    [Fact]
    public async Task Only_the_leader_makes_one()
    {
        _documents.IsLeader = false;
        var keys = Service(_master);

        await keys.PerformAsync(default);
        (await keys.RotateAsync(default)).Refused(RefusalKind.NotLeader);

        Assert.Empty(keys.Current);
    }

    public void Dispose() => _master.Dispose();

    private SigningKeyService Service(MasterKey master) =>
        new(_documents, master, LoginLifetime.Standard, new ManualClock(), _logs.CreateLogger<SigningKeyService>());
}
