using System.Net;
using Orchestry.Core.Engine;
using Orchestry.Docker.Faults;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Tests.Faults;

public sealed class EngineFaultsTests
{
    private static EngineFault Start(int status, string message) => Translate(status, message, EngineOperation.StartContainer);

    private static EngineFault Translate(int status, string message, EngineOperation operation) =>
        EngineFaults.From((HttpStatusCode)status, message, new EngineRequest(HttpMethod.Post, "/x", "start container web") { Operation = operation });

    [Theory]
    [InlineData(500, "driver failed programming external connectivity: Bind for 0.0.0.0:80 failed: port is already allocated", EngineFaultKind.PortTaken)]
    [InlineData(500, "mkdir /var/lib/docker/overlay2/x: no space left on device", EngineFaultKind.InsufficientResources)]
    [InlineData(500, "no available IPv4 addresses on this network's address pools: web", EngineFaultKind.InsufficientResources)]
    [InlineData(400, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", EngineFaultKind.InsufficientResources)]
    [InlineData(400, "Minimum memory limit allowed is 6MB", EngineFaultKind.InvalidRequest)]
    [InlineData(500, "OCI runtime create failed: runc create failed: container init was OOM-killed (memory limit too low?): unknown", EngineFaultKind.InvalidRequest)]
    [InlineData(404, "No such image: web:1", EngineFaultKind.ImageNotFound)]
    [InlineData(404, "No such container: web", EngineFaultKind.NotFound)]
    [InlineData(409, "Conflict. The container name \"/web\" is already in use by container \"1\".", EngineFaultKind.Conflict)]
    [InlineData(400, "exec: \"serve\": executable file not found in $PATH: unknown", EngineFaultKind.CannotStart)]
    [InlineData(400, "exec: \"/srv\": permission denied: unknown", EngineFaultKind.CannotStart)]
    [InlineData(500, "exec /srv: exec format error", EngineFaultKind.CannotStart)]
    [InlineData(400, "invalid mount config for type \"bind\": bind source path does not exist: /x", EngineFaultKind.CannotStart)]
    [InlineData(403, "authorization denied by plugin", EngineFaultKind.AccessDenied)]
    [InlineData(500, "something else", EngineFaultKind.EngineFailure)]
    [InlineData(503, "", EngineFaultKind.EngineFailure)]
    public void A_refused_creation_or_start_has_a_cause(int status, string message, EngineFaultKind kind) =>
        Assert.Equal(kind, Start(status, message).Kind);

    [Theory]
    [InlineData(404, "pull access denied for web, repository does not exist or may require 'docker login'", EngineFaultKind.ImageNotFound)]
    [InlineData(404, "manifest for web:9 not found: manifest unknown: manifest unknown", EngineFaultKind.ImageNotFound)]
    [InlineData(500, "no matching manifest for linux/arm64 in the manifest list entries", EngineFaultKind.ImageNotFound)]
    [InlineData(500, "Get \"https://registry.example/v2/\": dial tcp: lookup registry.example: no such host", EngineFaultKind.RegistryUnavailable)]
    [InlineData(500, "Get \"https://registry.example/v2/\": net/http: TLS handshake timeout", EngineFaultKind.RegistryUnavailable)]
    [InlineData(500, "received unexpected HTTP status: 503 Service Unavailable", EngineFaultKind.RegistryUnavailable)]
    [InlineData(401, "unauthorized: incorrect username or password", EngineFaultKind.RegistryUnavailable)]
    [InlineData(500, "toomanyrequests: You have reached your pull rate limit", EngineFaultKind.RegistryUnavailable)]
    [InlineData(500, "write /var/lib/docker/tmp/x: no space left on device", EngineFaultKind.InsufficientResources)]
    [InlineData(400, "invalid reference format: repository name must be lowercase", EngineFaultKind.InvalidRequest)]
    public void A_failed_pull_is_the_images_or_the_registrys(int status, string message, EngineFaultKind kind) =>
        Assert.Equal(kind, Translate(status, message, EngineOperation.PullImage).Kind);

    [Fact]
    public void The_message_keeps_the_engines_words_without_the_plumbing()
    {
        var fault = Start(
            400,
            "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/nope\": stat /nope: no such file or directory: unknown");
        Assert.Equal("The engine could not start container web: exec: \"/nope\": stat /nope: no such file or directory.", fault.Message);
        Assert.Equal("Correct the command or the mount: the image has no such file.", fault.Advice);
    }
}
