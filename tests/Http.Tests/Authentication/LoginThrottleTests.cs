using System.Net;
using Orchestry.Http.Authentication;

namespace Orchestry.Http.Tests.Authentication;

public sealed class LoginThrottleTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private readonly StandingClock _clock = new(SeedData.Now);
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_clock);

    [Fact]
    public void After_five_failures_each_further_try_waits_twice_as_long_up_to_a_quarter_of_an_hour()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            Assert.Equal(TimeSpan.Zero, _throttle.Begin($"user-{i}", Here));
        }

        foreach (var i in Enumerable.Range(0, 12))
        {
            var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, i), 900));
            Assert.Equal(pause, _throttle.Begin($"other-{i}", Here));
            _clock.Advance(pause);
            Assert.Equal(TimeSpan.Zero, _throttle.Begin($"other-{i}", Here));
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void A_proxy_of_this_machine_that_speaks_for_everybody_never_waits_longer_than_half_a_minute(string address)
    {
        foreach (var i in Enumerable.Range(0, 30))
        {
            _throttle.Begin($"user-{i}", IPAddress.Parse(address));
            _clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(TimeSpan.Zero, _throttle.Begin("admin", IPAddress.Parse(address)));
        Assert.Equal(TimeSpan.FromSeconds(30), _throttle.Begin("admin", IPAddress.Parse(address)));
    }

    [Fact]
    public void A_name_waits_too_whoever_tries_it_but_never_longer_than_half_a_minute()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            Assert.Equal(TimeSpan.Zero, _throttle.Begin("admin", Address(i)));
        }

        Assert.Equal(TimeSpan.FromSeconds(1), _throttle.Begin("ADMIN", Address(5)));
        Assert.Equal(TimeSpan.Zero, _throttle.Begin("john", Address(5)));
        foreach (var i in Enumerable.Range(10, 20))
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Equal(TimeSpan.Zero, _throttle.Begin("admin", Address(i)));
        }

        Assert.Equal(TimeSpan.FromSeconds(30), _throttle.Begin("admin", Address(99)));
    }

    [Fact]
    public void A_success_forgets_the_failures()
    {
        foreach (var _ in Enumerable.Range(0, 4))
        {
            _throttle.Begin("admin", Here);
        }

        _throttle.Succeeded("admin", Here);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.Equal(TimeSpan.Zero, _throttle.Begin("admin", Here));
        }

        Assert.NotEqual(TimeSpan.Zero, _throttle.Begin("admin", Here));
    }

    [Fact]
    public void Many_tries_at_once_count_as_many()
    {
        var allowed = 0;
        Parallel.For(0, 100, _ =>
        {
            if (_throttle.Begin("admin", Here) == TimeSpan.Zero)
            {
                Interlocked.Increment(ref allowed);
            }
        });
        Assert.Equal(5, allowed);
    }

    [Fact]
    public void A_flood_of_names_does_not_make_it_forget_the_client()
    {
        foreach (var i in Enumerable.Range(0, 20_000))
        {
            _throttle.Begin($"user-{i}", Here);
        }

        Assert.NotEqual(TimeSpan.Zero, _throttle.Begin("admin", Here));
    }

    private static IPAddress Address(int i) => IPAddress.Parse($"198.51.100.{i}");
}
