using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class SpecDocumentTests
{
    private const string Head = """{"apiVersion":"v1","kind":"App","metadata":{"name":"a"},"spec":{"image":"\u0061","type":"worker"}""";

    [Fact]
    public void A_document_without_scaling_is_shown_with_the_replicas_there_may_be() =>
        Assert.Equal(Head + ""","scaling":{"mode":"auto","minReplicas":1,"maxReplicas":5}}""", Shown(Head + "}"));

    [Fact]
    public void What_the_document_says_is_shown_as_it_is_spelled_and_only_the_rest_is_added() =>
        Assert.Equal(
            Head + ""","scaling":{"maxCPUPercent":70.50,"maxReplicas":7,"mode":"auto","minReplicas":1},"healthCheck":null}""",
            Shown(Head + ""","scaling":{"maxCPUPercent":70.50,"maxReplicas":7,"mode":null},"healthCheck":null}"""));

    [Fact]
    public void Scaling_that_is_null_counts_as_left_out() =>
        Assert.Equal(Head + ""","scaling":{"mode":"auto","minReplicas":1,"maxReplicas":5}}""", Shown(Head + ""","scaling":null}"""));

    [Fact]
    public void What_is_shown_can_be_registered_again_and_means_the_same()
    {
        var shown = SpecDocument.ForDisplay(ADocument.Small, new ADocument().Spec);

        Assert.Equal(new ADocument().Spec.Scaling, AppSpecParser.Parse(shown, SpecDefaults.Standard).Spec!.Scaling);
    }

    [Theory]
    [InlineData("""{"a": 1, "b": [1, 2]}""", """{"b":[1,2],"a":1.0}""", true)]
    [InlineData("""{"a": "\u0061"}""", """{"a": "a"}""", true)]
    [InlineData("[1, 2]", "[2, 1]", false)]
    [InlineData("""{"a": 1}""", """{"a": "1"}""", false)]
    [InlineData("""{"a": null}""", "{}", false)]
    public void Documents_are_the_same_whatever_their_spelling_and_order_of_fields(string a, string b, bool same) =>
        Assert.Equal(same, SpecDocument.SameContent(a, b));

    private static string Shown(string document) =>
        SpecDocument.ForDisplay(document, AppSpecParser.Parse(document, SpecDefaults.Standard).Spec!);
}
