using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Sealing;

namespace Orchestry.Core.Tests.Sealing;

public sealed class MasterKeyTests : IDisposable
{
    private readonly MasterKey _key = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    [Fact]
    public void What_was_sealed_is_opened_for_the_same_purpose_and_no_other() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        secret =>
        {
            var text = _key.Seal(secret, "one");
            return _key.Open(text, "one")!.AsSpan().SequenceEqual(secret) && _key.Open(text, "other") is null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Many_may_seal_and_open_at_the_same_time()
    {
        var spoilt = 0;
        Thread[] threads = [.. Enumerable.Range(1, 4).Select(length => new Thread(() =>
        {
            var secret = new byte[length];
            for (var i = 0; i < 50_000 && Volatile.Read(ref spoilt) == 0; i++)
            {
                if (_key.Open(_key.Seal(secret, "p"), "p")?.AsSpan().SequenceEqual(secret) != true)
                {
                    Interlocked.Increment(ref spoilt);
                }
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(0, spoilt);
    }

    [Fact]
    public void The_same_secret_is_sealed_differently_each_time() =>
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => _key.Seal("secret"u8, "p")).Distinct().Count());

    [Fact]
    public void Another_key_opens_nothing_and_has_another_fingerprint()
    {
        using var other = new MasterKey(new byte[32]);
        using var same = new MasterKey(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

        Assert.Null(other.Open(_key.Seal("secret"u8, "p"), "p"));
        Assert.NotEqual(_key.Fingerprint, other.Fingerprint);
        Assert.Equal(_key.Fingerprint, same.Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", _key.Fingerprint);
    }

    [Fact]
    public void Whatever_byte_is_changed_it_is_not_opened()
    {
        var bytes = Convert.FromBase64String(_key.Seal("secret"u8, "p"));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.Null(_key.Open(Convert.ToBase64String(changed), "p"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AQ==")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void What_is_no_seal_is_not_opened(string text) => Assert.Null(_key.Open(text, "p"));

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(33)]
    public void A_key_has_32_bytes(int length) => Assert.Throws<ArgumentException>(() => new MasterKey(new byte[length]));

    public void Dispose() => _key.Dispose();
}
