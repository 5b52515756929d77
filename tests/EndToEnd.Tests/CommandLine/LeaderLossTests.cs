using System.Diagnostics;
using System.Text.Json;
using Orchestry.EndToEnd.Tests.Rig;
using Orchestry.EndToEnd.Tests.Streams;

namespace Orchestry.EndToEnd.Tests.CommandLine;

/// <summary>Commands at work while the leader is killed.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class LeaderLossTests(Images images) : ClusterTest(images, subnet: 163)
{
    [Fact]
    public async Task What_is_applied_is_applied_and_what_is_followed_goes_on_without_a_hole_or_a_double()
    {
        var leader = (await Cluster.LeaderAsync())!;
        // Whatever is asked first is asked of the leader: that is whom it hurts.
        var cli = new Cli(Cluster.Stage.Folder, [leader.Address, .. Cluster.Nodes.Where(n => n != leader).Select(n => n.Address)]);
        var counter = new TestApp("counter", Images.Counting)
        {
            Type = "worker", Environment = new Dictionary<string, string> { ["BURSTS"] = "10000", ["BURST"] = "10" },
        };
        await leader.Api.RunAsync(counter, replicas: 1);
        string[] names = ["a", "b", "c", "d", "e"];
        Directory.CreateDirectory(Path.Combine(Cluster.Stage.Folder, "all"));
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(Cluster.Stage.Folder, "all", $"{name}.json"), Web(name).ToJson().ToJsonString());
        }

        await using var logs = new Following(cli.Start("logs counter -f --since 1h -o json"));
        await using var events = new Following(cli.Start("events -f --since 1h -o json"));
        await logs.UntilAsync(20);
        await events.UntilAsync(1);
        var applying = cli.RunAsync("apply -f all");
        await Until.TrueAsync("the second application", async () => (await leader.Api.GetAsync("/api/v1/apps/b")).Status == 200);

        await leader.KillAsync();

        var applied = await applying;
        Assert.True(applied.ExitCode == 0, applied.Output + applied.Errors);
        var next = await Cluster.UntilLedByAnotherAsync(leader);
        foreach (var name in names)
        {
            await next.Api.UntilHealthyAsync(name, 1);
        }

        var journal = (await Cluster.QueryAsync("SELECT revision FROM events ORDER BY revision")).Select(e => e.Int("revision")).ToArray();
        await events.UntilAsync(journal.Length);
        await logs.UntilAsync(logs.Messages.Count + 20);
        Assert.Equal(journal, events.Messages.Take(journal.Length).Select(e => e.Int("id")));
        var counted = new CountedLines(new HashSet<string>());
        counted.Read(logs.Messages);
        Assert.Empty(counted.Faults);
        Assert.Empty(counted.Gaps);
    }

    /// <summary>A command that prints a JSON message a line.</summary>
    private sealed class Following : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly List<JsonElement> _messages = [];

        public Following(Process process)
        {
            _process = process;
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is { Length: > 0 } text)
                {
                    lock (_messages)
                    {
                        _messages.Add(JsonElement.Parse(text));
                    }
                }
            };
            process.BeginOutputReadLine();
            // It may say there that it goes on elsewhere, and must not wait for a reader.
            process.BeginErrorReadLine();
        }

        public IReadOnlyList<JsonElement> Messages
        {
            get
            {
                lock (_messages)
                {
                    return [.. _messages];
                }
            }
        }

        public Task UntilAsync(int messages) => Until.TrueAsync(
            $"{messages} messages", () => _process.HasExited ? throw new InvalidOperationException("It ended.") : Task.FromResult(Messages.Count >= messages));

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
