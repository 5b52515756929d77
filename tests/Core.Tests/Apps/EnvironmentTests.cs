using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("""{"name": "A", "value": 5}""", ".value", "must be a string, not the number 5; write it in quotes")]
    [InlineData("""{"name": "A", "value": true}""", ".value", "must be a string, not the boolean true; write it in quotes")]
    [InlineData("""{"name": "A"}""", "", "needs either value, or source (sdk or secret) with key")]
    [InlineData("""{"name": "A", "value": null}""", "", "needs either value, or source")]
    [InlineData("""{"name": "A", "key": "app.name"}""", "", "needs either value, or source")]
    [InlineData("""{"name": "A", "value": "x", "source": "sdk"}""", ".source", "must not stand beside value")]
    [InlineData("""{"name": "A", "value": "x", "key": "k"}""", ".key", "must not stand beside value")]
    [InlineData("""{"value": "x"}""", ".name", "is required")]
    [InlineData("""{"name": "1A", "value": "x"}""", ".name", "must be letters, digits and underscores and not begin with a digit, not '1A'")]
    [InlineData("""{"name": "A=B", "value": "x"}""", ".name", "not 'A=B'")]
    [InlineData("""{"name": "", "value": "x"}""", ".name", "not ''")]
    [InlineData("""{"name": "A", "value": "a\u0000b"}""", ".value", "must not contain NUL characters")]
    [InlineData("""{"name": "A", "source": "env", "key": "x"}""", ".source", "must be sdk or secret, not 'env'")]
    [InlineData("""{"name": "A", "source": "sdk"}""", ".key", "is required")]
    [InlineData("""{"name": "A", "source": "sdk", "key": "app.nam"}""", ".key", "must be app.name, app.replicas or instance.port, not 'app.nam'; did")]
    [InlineData("""{"name": "A", "source": "sdk", "key": "instance.ip"}""", ".key", "after the container has started; inside the container read it with `hostname -i`")]
    [InlineData("""{"name": "A", "source": "sdk", "key": "app.name", "field": "x"}""", ".field", "is only for source secret")]
    [InlineData("""{"name": "A", "source": "secret", "key": "D B"}""", ".key", "must be the name of a secret")]
    [InlineData("""{"name": "A", "source": "sealed"}""", ".value", "is required")]
    [InlineData("""{"name": "A", "source": "sealed", "value": "x", "key": "k"}""", ".key", "must not stand beside value")]
    [InlineData("""{"name": "A", "vaule": "x", "value": ""}""", ".vaule", "did you mean 'value'?")]
    public void A_variable_has_a_name_and_one_source(string json, string field, string message) =>
        new ADocument().With("spec.environment", $"[{json}]").IsRefused("spec.environment[0]" + field, message);

    [Fact]
    public void The_port_of_an_instance_needs_a_port() =>
        new ADocument().With("spec.type", "\"worker\"").Without("spec", "ports")
            .With("spec.environment", """[{"name": "P", "source": "sdk", "key": "instance.port"}]""")
            .IsRefused("spec.environment[0].key", "instance.port needs a port: list one in spec.ports");

    [Fact]
    public void A_variable_may_be_a_secrets_or_be_sealed_in_the_document() => Assert.Equal(
        [
            new EnvironmentEntry("A", EnvironmentSource.Secret, "db.main", "password"),
            new EnvironmentEntry("B", EnvironmentSource.Secret, "db"),
            new EnvironmentEntry("C", EnvironmentSource.Sealed, "AbC="),
        ],
        new ADocument().With("spec.environment", """
            [{"name": "A", "source": "secret", "key": "db.main", "field": "password"}, {"name": "B", "source": "secret", "key": "db"},
             {"name": "C", "source": "sealed", "value": "AbC="}]
            """).Spec.Environment);

    [Fact]
    public void Names_are_unique() =>
        new ADocument().With("spec.environment", """[{"name": "A", "value": ""}, {"name": "A", "value": ""}]""")
            .IsRefused("spec.environment[1].name", "the variable 'A' is given already");

    [Fact]
    public void The_environment_as_a_whole_has_a_bound()
    {
        var entries = Enumerable.Range(0, 17).Select(i => $$"""{"name": "A{{i}}", "value": "{{new string('x', 32_000)}}"}""");

        new ADocument().With("spec.environment", $"[{string.Join(',', entries)}]").IsRefused("spec.environment", "must be at most 524288 bytes in all");
    }
}
