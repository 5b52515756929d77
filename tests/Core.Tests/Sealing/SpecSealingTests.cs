using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Sealing;

namespace Orchestry.Core.Tests.Sealing;

public sealed class SpecSealingTests : IDisposable
{
    private readonly MasterKey _key = new(new byte[MasterKey.Length]);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void What_is_plain_in_a_request_is_sealed_in_what_is_kept()
    {
        var spec = Kept("""{"name": "A", "source": "sealed", "plain": "s3cret"}""", """, "imagePull": {"username": "me", "password": "p4ss"}""", out var kept);

        Assert.DoesNotContain("s3cret", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("p4ss", kept, StringComparison.Ordinal);
        Assert.Equal([("A", "s3cret")], spec.Environment.Select(e => (e.Name, SealedEnvironment.Open(_key, spec.Namespace, spec.Name, e))));
        Assert.Equal(
            "p4ss",
            System.Text.Encoding.UTF8.GetString(
                _key.Open(spec.ImagePull.SealedPassword!, ImagePullSpec.PasswordPurpose(spec.Namespace, spec.Name))!));
    }

    [Fact]
    public void The_same_request_again_keeps_the_same_document()
    {
        const string Entry = """{"name": "A", "source": "sealed", "plain": "s3cret"}""";
        const string Pull = """, "imagePull": {"username": "me", "password": "p4ss"}""";
        var spec = Kept(Entry, Pull, out var before);

        Kept(Entry, Pull, out var after, spec);
        Assert.Equal(before, after);
        Kept(Entry.Replace("s3cret", "other", StringComparison.Ordinal), Pull, out var changed, spec);
        Assert.NotEqual(before, changed);
    }

    [Fact]
    public void What_is_shown_is_masked_and_may_be_sent_back_as_it_is()
    {
        var spec = Kept(
            """{"name": "A", "source": "sealed", "plain": "s3cret"}""", """, "imagePull": {"username": "me", "password": "p4ss"}""", out var before);

        var shown = SpecDocument.ForDisplay(before, spec);

        Assert.DoesNotContain(spec.Environment[0].Value, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(spec.ImagePull.SealedPassword!, shown, StringComparison.Ordinal);
        Assert.Contains("\"value\":\"********\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"password\":\"********\"", shown, StringComparison.Ordinal);
        var again = AppSpecParser.Parse(Seal(shown, spec), SpecDefaults.Standard).Spec!;
        Assert.Equal(spec.Environment, again.Environment);
        Assert.Equal(spec.ImagePull, again.ImagePull);
    }

    [Fact]
    public void A_document_without_secrets_is_kept_word_for_word()
    {
        const string Document = """{ "metadata": {"name": "web"},  "spec": {"environment": [{"name":"A","value":"x"}] } }""";

        Assert.Equal(Document, Seal(Document, null));
        Assert.Equal(Document, SpecSealing.Masked(Document));
    }

    [Theory]
    [InlineData("""{"metadata": {"name": "web"}, "spec": {"environment": [{"source": "sealed", "plain": "\ud800"}]}}""")]
    [InlineData("""{"metadata": {"name": "web"}, "spec": {"environment": [{"source": "sealed", "plain": 5}]}}""")]
    [InlineData("""{"metadata": {"name": "web"}, "spec": {"environment": [{"source": "sealed", "\ud800": "x"}]}}""")]
    [InlineData("""{"metadata": {"name": "NO"}, "spec": {"imagePull": {"password": "x"}}}""")]
    [InlineData("""{"metadata": 5, "spec": {"imagePull": 7}}""")]
    [InlineData("""[1]""")]
    public void Nonsense_is_left_to_the_parser(string document) =>
        Assert.NotEmpty(AppSpecParser.Parse(Seal(document, null), SpecDefaults.Standard).Violations);

    [Theory]
    [InlineData("""{"policy": "sometimes"}""", "spec.imagePull.policy")]
    [InlineData("""{"username": "me"}""", "spec.imagePull.password")]
    [InlineData("""{"password": "x"}""", "spec.imagePull.username")]
    [InlineData("""{"server": "registry.example.com"}""", "spec.imagePull.server")]
    [InlineData("""{"username": "me", "password": 5}""", "spec.imagePull.password")]
    public void A_pull_that_makes_no_sense_is_refused(string pull, string field)
    {
        var parsed = AppSpecParser.Parse(Seal(Document("", $", \"imagePull\": {pull}"), null), SpecDefaults.Standard);

        Assert.Equal(field, Assert.Single(parsed.Violations).Field);
    }

    private static string Document(string entry, string more) =>
        $$"""
        {"apiVersion": "v1", "kind": "App", "metadata": {"name": "web"},
         "spec": {"type": "worker", "image": "web:1", "environment": [{{entry}}]{{more}} } }
        """;

    private AppSpec Kept(string entry, string more, out string kept, AppSpec? current = null)
    {
        kept = Seal(Document(entry, more), current);
        var parsed = AppSpecParser.Parse(kept, SpecDefaults.Standard);
        Assert.Empty(parsed.Violations);
        return parsed.Spec!;
    }

    private string Seal(string document, AppSpec? current)
    {
        using var parsed = JsonDocument.Parse(document);
        return SpecSealing.Seal(parsed.RootElement, _key, (_, _) => current);
    }
}
