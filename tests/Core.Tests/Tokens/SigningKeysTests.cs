using Orchestry.Core.Sealing;
using Orchestry.Core.Tokens;

namespace Orchestry.Core.Tests.Tokens;

public sealed class SigningKeysTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly MasterKey _master = new(new byte[32]);

    [Fact]
    public void A_key_that_was_followed_is_kept_until_its_last_token_has_expired()
    {
        var first = SigningKeys.Empty.Rotate(_master, Start, Day);
        var second = first.Rotate(_master, Start.AddHours(10), Day);
        Assert.Equal([first.Keys[0], second.Keys[1]], second.Keys.ToArray());

        // The first one signed until the second came, at 10 h: what it signed last dies at 34 h.
        Assert.Equal(3, second.Rotate(_master, Start.AddHours(33), Day).Keys.Length);
        Assert.Equal(second.Keys[1], second.Rotate(_master, Start.AddHours(34), Day).Keys[0]);
    }

    [Fact]
    public void The_key_that_signed_until_now_is_kept_however_old_it_is()
    {
        var first = SigningKeys.Empty.Rotate(_master, Start, Day);

        Assert.Equal(first.Keys[0], first.Rotate(_master, Start.AddYears(1), Day).Keys[0]);
    }

    [Fact]
    public void However_often_it_is_rotated_it_stays_small_and_the_newest_are_kept()
    {
        var keys = SigningKeys.Empty;
        foreach (var second in Enumerable.Range(0, 100))
        {
            keys = keys.Rotate(_master, Start.AddSeconds(second), Day);
        }

        Assert.Equal(SigningKeys.Most, keys.Keys.Length);
        Assert.Equal(Start.AddSeconds(99), keys.Keys[^1].CreatedAt);
    }

    [Fact]
    public void Keys_are_long_different_and_sealed()
    {
        var keys = SigningKeys.Empty.Rotate(_master, Start, Day).Rotate(_master, Start, Day).Keys;

        var opened = keys.Select(k => _master.Open(k.Sealed, SigningKeys.Purpose)!).ToArray();
        Assert.All(opened, key => Assert.Equal(32, key.Length));
        Assert.NotEqual(opened[0], opened[1]);
        Assert.NotEqual(keys[0].Id, keys[1].Id);
    }

    public void Dispose() => _master.Dispose();
}
