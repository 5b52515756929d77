namespace Orchestry.Core.Tests.Apps;

public sealed class ContainerLabelsTests
{
    [Fact]
    public void They_are_as_free_as_the_engine_has_them() => Assert.Equal(
        ["app=nginx", "traefik.http.routers.web.rule=Host(`example.org`)", "empty="],
        new ADocument().With("spec.containerLabels", """{"app": "nginx", "traefik.http.routers.web.rule": "Host(`example.org`)", "empty": ""}""")
            .Spec.ContainerLabels.Select(l => $"{l.Key}={l.Value}"));

    [Fact]
    public void There_are_none_where_there_are_none() => Assert.Empty(new ADocument().Spec.ContainerLabels);

    [Theory]
    [InlineData("""{"orchestry.app": "x"}""", "spec.containerLabels[\"orchestry.app\"]", "of the controller's own")]
    [InlineData("""{"ring_deployment": "x"}""", "spec.containerLabels.ring_deployment", "of the controller's own")]
    [InlineData("""{"a b": "x"}""", "spec.containerLabels[\"a b\"]", "without '=' and spaces")]
    [InlineData("""{"a": 1}""", "spec.containerLabels.a", "must be a string")]
    [InlineData("""["a=b"]""", "spec.containerLabels", "must be an object")]
    public void What_can_not_be_one_is_refused(string json, string field, string message) =>
        new ADocument().With("spec.containerLabels", json).IsRefused(field, message);
}
