using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class ResourcesTests
{
    [Theory]
    [InlineData("\"10m\"", 10_000_000L)]
    [InlineData("\"100m\"", 100_000_000L)]
    [InlineData("\"0.5\"", 500_000_000L)]
    [InlineData("0.1", 100_000_000L)]
    [InlineData("16", 16_000_000_000L)]
    [InlineData("\"2.5m\"", null)]
    [InlineData("\"9m\"", null)]
    [InlineData("17", null)]
    [InlineData("-1", null)]
    [InlineData("1e1", null)]
    [InlineData("\"1 \"", null)]
    [InlineData("\".5\"", null)]
    [InlineData("\"m\"", null)]
    [InlineData("\"99999999999999999999\"", null)]
    public void Processors_are_an_amount_within_bounds(string json, long? nanoCpus)
    {
        var document = new ADocument().With("spec.resources.cpu", json);
        if (nanoCpus is not null)
        {
            Assert.Equal(nanoCpus, document.Spec.Resources.NanoCpus);
        }
        else
        {
            document.IsRefused("spec.resources.cpu", $"must be an amount of processors from 10m to 16, written as 100m, 0.5 or 2, not '{json.Trim('"')}'");
        }
    }

    [Theory]
    [InlineData("\"64Mi\"", 64L << 20)]
    [InlineData("\"1Gi\"", 1L << 30)]
    [InlineData("\"1.5Gi\"", 3L << 29)]
    [InlineData("\"64Gi\"", 64L << 30)]
    [InlineData("\"500M\"", 500_000_000L)]
    [InlineData("\"1G\"", 1_000_000_000L)]
    [InlineData("\"67108864\"", 64L << 20)]
    [InlineData("67108864", 64L << 20)]
    [InlineData("\"0.1Gi\"", 107_374_183L)]
    [InlineData("67108863", null)]
    [InlineData("\"65Gi\"", null)]
    [InlineData("\"1GB\"", null)]
    [InlineData("\"1gi\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"999999999999999Ti\"", null)]
    public void Memory_is_an_amount_within_bounds(string json, long? bytes)
    {
        var document = new ADocument().With("spec.resources.memory", json);
        if (bytes is not null)
        {
            Assert.Equal(bytes, document.Spec.Resources.MemoryBytes);
        }
        else
        {
            document.IsRefused("spec.resources.memory", "must be an amount of memory from 64Mi to 64Gi, written as 64Mi or 1Gi (binary)");
        }
    }

    [Fact]
    public void Requests_stand_beside_the_limits()
    {
        var resources = new ADocument()
            .With("spec.resources", """{"cpu": "1", "memory": "128Mi", "requests": {"cpu": "250m", "memory": "32Mi"}}""").Spec.Resources;

        Assert.Equal(new ResourceLimits(1_000_000_000, 128L << 20, 250_000_000, 32L << 20), resources);
        Assert.Equal(
            new ResourceLimits(0, 0, 250_000_000), new ADocument().With("spec.resources.requests", """{"cpu": "250m"}""").Spec.Resources);
    }

    [Theory]
    [InlineData("cpu", "\"2\"", "must be at most spec.resources.cpu (1), not 2")]
    [InlineData("memory", "\"256Mi\"", "must be at most spec.resources.memory (128Mi), not 256Mi")]
    [InlineData("memory", "\"5Mi\"", "must be an amount of memory from 6Mi to 64Gi")]
    [InlineData("cpu", "\"1m\"", "must be an amount of processors from 10m to 16")]
    [InlineData("disk", "\"1G\"", "'disk' is not a field of spec.resources.requests")]
    public void What_is_requested_has_its_rules(string field, string json, string message) =>
        new ADocument().With("spec.resources", """{"cpu": "1", "memory": "128Mi", "requests": {}}""").With($"spec.resources.requests.{field}", json)
            .IsRefused($"spec.resources.requests.{field}", message);

    [Theory]
    [InlineData("cpu", "true", "must be a string, not the boolean true")]
    [InlineData("cpus", "1", "did you mean 'cpu'?")]
    [InlineData("limits", "{}", "'limits' is not a field of spec.resources")]
    public void Other_fields_and_types_are_refused(string field, string json, string message) =>
        new ADocument().With($"spec.resources.{field}", json).IsRefused($"spec.resources.{field}", message);
}
