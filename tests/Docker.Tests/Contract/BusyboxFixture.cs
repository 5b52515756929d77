using Microsoft.Extensions.Logging.Abstractions;

namespace Orchestry.Docker.Tests.Contract;

/// <summary>Builds the image of the tests on the real engine once, and removes it after the last.</summary>
public sealed class BusyboxFixture : IAsyncLifetime
{
    /// <summary>The image's name, different in every run.</summary>
    public string Image { get; } = $"orchestry-contract-{Guid.NewGuid():N}:1";

    public static DockerEngine Connect() =>
        new(DockerOptions.FromEnvironment(Environment.GetEnvironmentVariable), TimeProvider.System, NullLogger<DockerEngine>.Instance);

    public async Task InitializeAsync()
    {
        await using var engine = Connect();
        var info = await engine.GetInfoAsync(CancellationToken.None);
        Assert.True(info.IsSuccess, $"These tests need a Docker engine. {info.Fault}");
        await using var context = await BusyboxImage.ContextAsync(CancellationToken.None);
        var built = await engine.BuildImageAsync(Image, context, CancellationToken.None);
        Assert.True(built.IsSuccess, built.Fault?.ToString());
    }

    public async Task DisposeAsync()
    {
        await using var engine = Connect();
        await engine.RemoveImageAsync(Image, CancellationToken.None);
    }
}
