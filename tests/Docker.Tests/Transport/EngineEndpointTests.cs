using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Tests.Transport;

public sealed class EngineEndpointTests
{
    [Theory]
    [InlineData("unix:///var/run/docker.sock", false, "http://engine/", "/var/run/docker.sock")]
    [InlineData("tcp://10.0.0.5:2375", false, "http://10.0.0.5:2375/", null)]
    [InlineData("tcp://10.0.0.5", false, "http://10.0.0.5:2375/", null)]
    [InlineData("tcp://10.0.0.5", true, "https://10.0.0.5:2376/", null)]
    [InlineData("https://docker.example", false, "https://docker.example:2376/", null)]
    [InlineData("http://[::1]:99", false, "http://[::1]:99/", null)]
    public void An_address_is_understood_as_Docker_does(string host, bool verify, string address, string? socket)
    {
        var endpoint = EngineEndpoint.Parse(new DockerOptions { Host = host, VerifyTls = verify });
        Assert.Equal((address, socket), (endpoint.BaseAddress.ToString(), endpoint.SocketPath));
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("unix://")]
    [InlineData("ssh://user:secret@host")]
    [InlineData("npipe:////./pipe/docker_engine")]
    [InlineData("tcp://host:1/path")]
    public void An_address_that_cannot_be_an_engines_is_refused_with_the_forms_that_can(string host)
    {
        var refused = Assert.Throws<ArgumentException>(() => EngineEndpoint.Parse(new DockerOptions { Host = host }));
        Assert.Contains("Use unix:///var/run/docker.sock, tcp://host:port or https://host:port.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_speaks_Dockers_own_names()
    {
        var environment = new Dictionary<string, string?>
        {
            ["DOCKER_HOST"] = "tcp://h:1", ["DOCKER_CERT_PATH"] = "/certs", ["DOCKER_TLS_VERIFY"] = "1",
        };
        var options = DockerOptions.FromEnvironment(environment.GetValueOrDefault);
        Assert.Equal(new DockerOptions { Host = "tcp://h:1", CertPath = "/certs", VerifyTls = true }, options);
        Assert.Equal(new DockerOptions(), DockerOptions.FromEnvironment(_ => null));
    }
}
