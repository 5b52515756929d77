using Orchestry.Testing.Streams;

namespace Orchestry.Http.Tests.Streams;

/// <summary>Streams that have something to say all the time.</summary>
public sealed class BusyStreamTests
{
    private const string Logs = "/api/v1/apps/my-app/logs/stream";
    private const int Rounds = 20;

    [Fact]
    public async Task An_event_stream_is_told_that_its_node_stops_also_in_the_middle_of_a_message()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await using var api = await TestApi.StartAsync();
            api.Model.Set(SeedData.MyApp);
            using var client = await EventClient.OpenAsync(api, Logs);
            var lines = await api.Streams.NextAsync();
            using var enough = new CancellationTokenSource();
            var talking = TalkAsync(lines, enough.Token);
            await client.ReadAsync();
            var stopping = api.StopAsync();
            string message;
            do
            {
                message = await client.ReadAsync();
            }
            while (!message.StartsWith("event: close\n", StringComparison.Ordinal));

            Assert.Contains("1001", message, StringComparison.Ordinal);
            await enough.CancelAsync();
            await talking;
            await stopping;
        }
    }

    [Fact]
    public async Task A_WebSocket_is_told_that_its_node_stops_also_in_the_middle_of_a_message()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await using var api = await TestApi.StartAsync();
            api.Model.Set(SeedData.MyApp);
            await using var client = await SocketClient.OpenAsync(api, Logs);
            var lines = await api.Streams.NextAsync();
            using var enough = new CancellationTokenSource();
            var talking = TalkAsync(lines, enough.Token);
            await client.ReadAsync();
            var stopping = api.StopAsync();
            Assert.Equal(1001, (await client.ReadToCloseAsync()).Code);
            await enough.CancelAsync();
            await talking;
            await stopping;
        }
    }

    private static Task TalkAsync(FakeSubscription lines, CancellationToken enough) => Task.Run(
        async () =>
        {
            var line = Some.LineOf(2_000);
            while (!enough.IsCancellationRequested)
            {
                lines.Send(line);
                if (lines.Waiting > 50)
                {
                    await Task.Yield();
                }
            }
        },
        CancellationToken.None);
}
