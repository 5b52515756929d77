using System.Text.Json;
using Orchestry.ClusterRig.Traffic;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Ingress;

/// <summary>A test of one controller with an ingress, and clients of the applications behind it.</summary>
public abstract class IngressTest : EngineTest
{
    private protected IngressTest(Images images, int subnet)
        : base(images, subnet)
    {
    }

    private protected Controller Controller { get; private set; } = null!;

    private protected Api Api => Controller.Api;

    private protected Uri Address { get; private set; } = null!;

    /// <summary>A client that follows no redirect.</summary>
    private protected HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Controller = await Stage.StartControllerAsync();
        Address = Controller.Ingress!;
    }

    public override async Task DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Says quickly and in one write who it is.</summary>
    private protected TestApp Fast(string name) => new(name, Images.Fast) { HealthPath = "/health" };

    /// <summary>Requests that were refused while an application started: they may be counted a moment later, as part of what comes next.</summary>
    private protected int Refused { get; private set; }

    /// <summary>Requests that were answered while an application started.</summary>
    private protected int Early { get; private set; }

    /// <summary>Runs an application and waits until every replica of it answers by the ingress.</summary>
    private protected async Task RunAsync(TestApp app, int replicas, string path = "/")
    {
        await Api.RunAsync(app, replicas);
        var seen = new HashSet<string>();
        await Until.TrueAsync($"{replicas} replicas of {app.Name} behind the ingress", async () =>
        {
            var answer = await AskAsync($"{app.Name}.localhost", path);
            if (answer.Status == 200)
            {
                Early++;
                seen.Add(answer.Text.Split(' ')[0].TrimEnd());
            }
            else
            {
                Refused++;
            }

            return seen.Count == replicas;
        });
    }

    private protected virtual TrafficOptions Clients(string app) => new([new Entrance(Address)], $"{app}.localhost");

    private protected HttpRequestMessage Request(string host, string path, HttpMethod? method = null) =>
        new(method ?? HttpMethod.Get, new Uri(Address, path)) { Headers = { Host = host } };

    private protected async Task<Answer> AskAsync(string host, string path)
    {
        using var request = Request(host, path);
        using var response = await Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Asks for an answer of three seconds. When this returns its head has come, so that it is under way at that replica.</summary>
    private protected async Task<(string Replica, Task<string> Body)> BeginSlowAsync(string app)
    {
        using var request = Request($"{app}.localhost", "/slow");
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return (response.Headers.GetValues("X-Replica").Single(), ReadAsync(response));
    }

    /// <summary>Waits for the newest event whose message begins like this; answers its details.</summary>
    private protected async Task<JsonElement> EventAsync(string app, string begins, int after = 0) => JsonElement.Parse(await Until.SeesAsync(
        $"event '{begins}' of {app}",
        async () =>
        {
            var events = (await Api.GetAsync($"/api/v1/apps/{app}/events?limit=1000")).Expect(200).List("events");
            var found = events.Where(e => e.Text("message").StartsWith(begins, StringComparison.Ordinal)).ToArray();
            return found.Length > after ? found[0].At("details").GetRawText() : null;
        },
        async () => string.Join(" | ", await Api.EventsAsync(app))));

    private protected void AssertNoneFailed(TrafficCount count)
    {
        Assert.True(count.Failed == 0, $"{count.Failed} of {count.Requests} failed:\n{string.Join('\n', count.Failures)}\n{Controller.Log}");
        Assert.True(count.Served > 0);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return await response.Content.ReadAsStringAsync();
        }
    }
}
