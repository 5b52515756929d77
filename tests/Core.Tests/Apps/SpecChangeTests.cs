using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class SpecChangeTests
{
    [Theory]
    [InlineData("spec.image", "\"nginx:2\"")]
    [InlineData("spec.command", "[\"a\"]")]
    [InlineData("spec.args", "[\"a\"]")]
    [InlineData("spec.workingDir", "\"/a\"")]
    [InlineData("spec.environment", """[{"name": "A", "value": "b"}]""")]
    [InlineData("spec.resources", """{"cpu": 1}""")]
    [InlineData("spec.volumes", """[{"name": "a", "mountPath": "/a"}]""")]
    [InlineData("metadata.labels.tier", "\"x\"")]
    [InlineData("metadata.labels.version", "\"v2\"")]
    [InlineData("spec.ports[0].containerPort", "81")]
    [InlineData("spec.containerLabels", """{"a": "b"}""")]
    public void What_a_container_keeps_for_its_life_needs_a_new_one(string path, string json)
    {
        Assert.True(SpecChange.NeedsReplacement(new ADocument().Spec, new ADocument().With(path, json).Spec));
        Assert.False(SpecChange.NeedsReplacement(new ADocument().With(path, json).Spec, new ADocument().With(path, json).Spec));
    }

    [Theory]
    [InlineData("scaling.maxReplicas", "9")]
    [InlineData("healthCheck.path", "\"/health\"")]
    public void How_many_there_are_and_how_they_are_probed_does_not(string path, string json) =>
        Assert.False(SpecChange.NeedsReplacement(new ADocument().Spec, new ADocument().With(path, json).Spec));

    [Fact]
    public void The_order_of_variables_and_volumes_means_nothing() =>
        Assert.False(SpecChange.NeedsReplacement(
            new ADocument().With("spec.environment", """[{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]""").Spec,
            new ADocument().With("spec.environment", """[{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]""").Spec));
}
