using System.Diagnostics;
using System.Text.Json;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Ring;

/// <summary>The reference's commands as they stand, by the programs they are for.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class PipelineTests(Images images) : EngineTest(images, subnet: 160)
{
    // Word for word but for the two values that the pipeline itself would put in.
    private const string Step =
        """
        # Get token
        TOKEN=$(curl -s -X POST "$RING_URL/login" \
          -H "Content-Type: application/json" \
          -d '{"username":"admin","password":"changeme"}' \
          | jq -r '.token')

        # Deploy
        curl -X POST "$RING_URL/deployments" \
          -H "Authorization: Bearer $TOKEN" \
          -H "Content-Type: application/json" \
          -d @deployment.json
        """;

    private const string Lists =
        """
        TOKEN=$(curl -s -X POST "$RING_URL/login" -H "Content-Type: application/json" -d '{"username":"admin","password":"changeme"}' | jq -r '.token')
        curl -s -H "Authorization: Bearer $TOKEN" \
          $RING_URL/deployments?namespace[]=production
        curl -s -H "Authorization: Bearer $TOKEN" \
          $RING_URL/deployments?status[]=running
        curl -s -H "Authorization: Bearer $TOKEN" \
          $RING_URL/deployments/my-app/events?level=error
        """;

    [Fact]
    public async Task The_step_of_the_pipeline_deploys_and_deploys_the_next_release_on_the_next_push()
    {
        var url = await StartAsync();
        using var ring = await RingClient.LogInAsync(url);

        await WriteAsync(Images.Web1);
        Assert.Equal("""{"id":"my-app","name":"my-app","namespace":"production","status":"creating"}""", await RunAsync(url, Step));
        await ring.UntilAsync("my-app", "running");
        Assert.Equal("running", JsonElement.Parse(await RunAsync(url, Step)).Text("status"));

        await WriteAsync(Images.Web2);
        Assert.Equal("my-app", JsonElement.Parse(await RunAsync(url, Step)).Text("id"));
        await Until.TrueAsync("the next release", async () =>
            await Engine.ContainersAsync("ring_deployment=my-app") is [var only] && (await Engine.GetAsync($"containers/{only.Id}/json")).Expect(200)
                .Text("Config.Image") == Images.Web2);
    }

    [Fact]
    public async Task The_references_lists_are_asked_for_as_they_are_written()
    {
        var url = await StartAsync();
        using var ring = await RingClient.LogInAsync(url);
        await WriteAsync(Images.Web1);
        await RunAsync(url, Step);
        await ring.UntilAsync("my-app", "running");

        var printed = await RunAsync(url, Lists);

        var ends = printed.IndexOf("][", StringComparison.Ordinal);
        Assert.Equal("my-app", Assert.Single(JsonElement.Parse(printed[..(ends + 1)]).EnumerateArray()).Text("id"));
        Assert.EndsWith("[]", printed, StringComparison.Ordinal);
    }

    private async Task<Uri> StartAsync()
    {
        var controller = await Stage.StartControllerAsync();
        return controller.Api.Address;
    }

    private Task WriteAsync(string image) => File.WriteAllTextAsync(
        Path.Combine(Stage.Folder, "deployment.json"),
        $$"""{"name": "my-app", "runtime": "docker", "namespace": "production", "kind": "worker", "replicas": 1, "image": "{{image}}"}""");

    private async Task<string> RunAsync(Uri url, string script)
    {
        // As GitHub's runner does: bash -e, in the folder of the checkout.
        var start = new ProcessStartInfo("bash", ["-eo", "pipefail", "-c", script])
        {
            WorkingDirectory = Stage.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["RING_URL"] = url.ToString().TrimEnd('/');
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Until.Ceiling, TimeProvider.System);
        Assert.True(process.ExitCode == 0, $"bash ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }
}
