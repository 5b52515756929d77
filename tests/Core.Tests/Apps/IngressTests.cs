using Orchestry.Core.Ingress;

namespace Orchestry.Core.Tests.Apps;

public sealed class IngressTests
{
    [Fact]
    public void An_application_that_says_nothing_has_the_standard_routes_and_limits()
    {
        var spec = new ADocument().Spec;

        Assert.Equal(IngressSpec.Default, spec.Ingress);
        Assert.Equal(TimeSpan.FromSeconds(30), spec.Drain);
        Assert.Equal(TimeSpan.FromMinutes(5), spec.Rollout.Deadline);
    }

    [Fact]
    public void Everything_can_be_said()
    {
        var spec = new ADocument()
            .With("spec.ingress", """
                {"host": "shop.example.com", "path": "/api/v2", "sticky": true, "connectTimeoutSeconds": 5, "idleTimeoutSeconds": 600, "maxBodySize": "1Gi"}
                """)
            .With("spec.drainSeconds", "5")
            .With("rollout.deadlineSeconds", "60")
            .Spec;

        Assert.Equal(
            new IngressSpec
            {
                Host = "shop.example.com",
                Path = "/api/v2",
                Sticky = true,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                IdleTimeout = TimeSpan.FromMinutes(10),
                MaxBodyBytes = 1L << 30,
            },
            spec.Ingress);
        Assert.Equal(TimeSpan.FromSeconds(5), spec.Drain);
        Assert.Equal(TimeSpan.FromMinutes(1), spec.Rollout.Deadline);
    }

    [Theory]
    [InlineData("host", "\"Shop.example.com\"", "must be a host name")]
    [InlineData("host", "\"*.example.com\"", "must be a host name")]
    [InlineData("host", "\"example.com:80\"", "must be a host name")]
    [InlineData("host", "\"-a.example.com\"", "must be a host name")]
    [InlineData("host", "\"a..b\"", "must be a host name")]
    [InlineData("host", "\"a;b\"", "must be a host name")]
    [InlineData("host", "7", "must be a string")]
    [InlineData("path", "\"api\"", "must begin with '/'")]
    [InlineData("path", "\"/api/\"", "must begin with '/', end without one")]
    [InlineData("path", "\"/a//b\"", "must begin with '/'")]
    [InlineData("path", "\"/a/../b\"", "must begin with '/'")]
    [InlineData("path", "\"/a%20b\"", "must begin with '/'")]
    [InlineData("path", "\"/a { return 200; }\"", "must begin with '/'")]
    [InlineData("sticky", "\"yes\"", "must be true or false")]
    [InlineData("connectTimeoutSeconds", "0", "must be an integer from 1 to 60")]
    [InlineData("idleTimeoutSeconds", "90000", "must be an integer from 1 to 86400")]
    [InlineData("maxBodySize", "\"1\"", "must be a size from 1Ki to 1Ti")]
    [InlineData("maxBodySize", "\"big\"", "must be a size from 1Ki to 1Ti")]
    [InlineData("hosts", "[]", "did you mean 'host'?")]
    public void What_can_not_be_routed_is_refused(string field, string json, string message) =>
        new ADocument().With($"spec.ingress.{field}", json).IsRefused($"spec.ingress.{field}", message);

    [Theory]
    [InlineData("spec.drainSeconds", "-1", "must be an integer from 0 to 3600")]
    [InlineData("spec.drainSeconds", "3601", "must be an integer from 0 to 3600")]
    [InlineData("rollout.deadlineSeconds", "4", "must be an integer from 5 to 86400")]
    [InlineData("rollout.deadline", "4", "did you mean 'deadlineSeconds'?")]
    public void Times_have_bounds(string field, string json, string message) => new ADocument().With(field, json).IsRefused(field, message);

    [Fact]
    public void Nothing_but_http_is_routed() =>
        new ADocument().With("spec.type", "\"tcp\"").With("spec.ingress", """{"host": "a.example.com"}""")
            .IsRefused("spec.ingress", "has an effect for type http only");
}
