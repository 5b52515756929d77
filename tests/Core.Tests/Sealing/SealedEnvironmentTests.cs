using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Sealing;

namespace Orchestry.Core.Tests.Sealing;

public sealed class SealedEnvironmentTests : IDisposable
{
    private static readonly AppName Web = AppName.Parse("web");
    private readonly MasterKey _key = new(new byte[MasterKey.Length]);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void What_is_sealed_is_opened_again_and_shows_nothing()
    {
        var spec = Sealed([("TOKEN", "s3cret"), ("EMPTY", "")]);

        Assert.All(spec.Environment, e => Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal));
        Assert.Equal([("TOKEN", "s3cret"), ("EMPTY", "")], spec.Environment.Select(e => (e.Name, SealedEnvironment.Open(_key, spec.Namespace, spec.Name, e))));
    }

    [Fact]
    public void A_value_that_stays_keeps_its_text_and_a_changed_one_does_not()
    {
        var before = Sealed([("A", "1"), ("B", "2")]);

        var after = Sealed([("B", "2"), ("A", "other"), ("C", "2")], before);

        Assert.Equal(before.Environment[1], after.Environment[0]);
        Assert.NotEqual(before.Environment[0].Value, after.Environment[1].Value);
        Assert.NotEqual(before.Environment[1].Value, after.Environment[2].Value);
    }

    [Fact]
    public void A_text_opens_for_no_other_variable_application_or_namespace()
    {
        var entry = Sealed([("A", "1")]).Environment[0];

        Assert.Equal("1", SealedEnvironment.Open(_key, NamespaceName.Default, Web, entry));
        Assert.Null(SealedEnvironment.Open(_key, NamespaceName.Default, Web, entry with { Name = "B" }));
        Assert.Null(SealedEnvironment.Open(_key, NamespaceName.Default, AppName.Parse("api"), entry));
        Assert.Null(SealedEnvironment.Open(_key, NamespaceName.Parse("other"), Web, entry));
    }

    [Fact]
    public void What_another_key_has_sealed_is_not_opened()
    {
        using var other = new MasterKey(Enumerable.Repeat((byte)1, MasterKey.Length).ToArray());

        Assert.Null(SealedEnvironment.Open(other, NamespaceName.Default, Web, Sealed([("A", "1")]).Environment[0]));
    }

    [Fact]
    public void Asking_for_the_same_changes_nothing() => Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), values =>
    {
        var wanted = values.Where(v => v is not null && IsUnicode(v)).Index().Select(v => ($"V{v.Index}", v.Item)).ToArray();
        var before = Sealed(wanted);
        return Sealed(wanted, before).Environment.SequenceEqual(before.Environment);
    }).QuickCheckThrowOnFailure();

    private static bool IsUnicode(string text) => text.EnumerateRunes().All(r => r != System.Text.Rune.ReplacementChar);

    private AppSpec Sealed((string Name, string Value)[] values, AppSpec? current = null) => new()
    {
        Name = Web,
        Labels = new Dictionary<string, string>(),
        Image = "web:1",
        Environment =
        [
            .. values.Select(v => new EnvironmentEntry(
                v.Name, EnvironmentSource.Sealed, SealedEnvironment.SealOne(_key, NamespaceName.Default, Web, v.Name, v.Value, current))),
        ],
    };
}
