using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestry.Cli.Tests.Commands;

/// <summary>Every command that reads: what is asked, what people see, and that programs get the answer as it came.</summary>
public sealed class ReadingTests
{
    public static TheoryData<string, string, string, string> Orchestry => new()
    {
        { "list", "/api/v1/apps", Examples.List, "my-app       running  3/3       nginx:alpine" },
        { "list --status stopped -A", "/api/v1/apps?status=stopped&namespace=*", Examples.List, "api-service  stopped  0/5" },
        { "status", "/api/v1/apps?namespace=*", Examples.List, "my-app" },
        { "status my-app", "/api/v1/apps/my-app", Examples.Detail, "my-app-1  healthy  running  abc123     172.20.0.5:80" },
        { "status my-app --namespace shop", "/api/v1/apps/my-app?namespace=shop", Examples.Detail, "replicas  3 running, 3 healthy, 3 wanted" },
        { "spec my-app", "/api/v1/apps/my-app/spec", Examples.Spec, "    - containerPort: 80\n      protocol: HTTP" },
        { "logs my-app -n 20 --since 1h --container my-app-1", "/api/v1/apps/my-app/logs?container=my-app-1&tail=20&since=1h", Examples.Logs,
            "[2024-01-15T10:30:10Z] my-app-2: High memory usage detected\n[2024-01-15T10:30:15Z] my-app-1: Request" },
        { "events my-app --type scaling -n 5", "/api/v1/apps/my-app/events?type=scaling&limit=5", Examples.Events,
            "2024-01-15T08:45:00Z  health    Container my-app-2 marked as unhealthy\n2024-01-15T09:15:00Z  scaling" },
        { "metrics my-app --history 1 --interval 5m", "/api/v1/apps/my-app/metrics?history=1&interval=5m", Examples.Metrics,
            "2024-01-15T10:30:00Z  45.2%  62.1%   127.5       89ms  234          3/3" },
        { "metrics", "/api/v1/metrics", Examples.SystemMetrics, "host      cpu 35.2%, memory 12.5 of 32 GB" },
        { "policy my-app", "/api/v1/apps/my-app/scaling", Examples.Scaling, "max_cpu_percent               70" },
        { "cluster status", "/cluster/status", Examples.ClusterStatus, "controller-2  controller-2.local  follower  no" },
        { "cluster leader", "/cluster/leader", Examples.ClusterLeader, "controller-1 on controller-1.local, term 5, API http://controller-1.local:8001" },
        { "cluster health", "/cluster/health", Examples.ClusterHealth, "healthy: controller-1 is the leader, 3 controllers are healthy" },
    };

    public static TheoryData<string, string, string, string> Ring => new()
    {
        {
            "deployment list -n production -n staging --status running --type job",
                "/deployments?namespace[]=production&namespace[]=staging&status[]=running&kind[]=job",
            $"[{Examples.Deployment}]",
                "nginx-demo  2024-01-15T10:30:00Z  2024-01-15T10:30:00Z  default    nginx-demo  nginx:latest  docker   worker  1/1       running"
        },
        { "deployment inspect nginx-demo", "/deployments/nginx-demo", Examples.Deployment, "image: nginx:latest" },
        { "deployment logs nginx-demo --tail 2", "/deployments/nginx-demo/logs?tail=2", """[{"message":"2024-01-15T10:30:00Z nginx: starting server"}]""", "2024-01-15T10:30:00Z nginx: starting server" },
        {
            "deployment events nginx-demo --level info --limit 10", "/deployments/nginx-demo/events?level=info&limit=10",
            """[{"id":"event_123","timestamp":"2024-01-15T10:30:00Z","level":"info","component":"scheduler","reason":"ContainerStarted","message":"It started"}]""",
            "2024-01-15T10:30:00Z  info     scheduler   ContainerStarted  It started"
        },
        { "config list -n production", "/configs?namespace[]=production", """[{"id":"app-config","name":"app-config","namespace":"production","data":"{}"}]""", "app-config  production  app-config" },
        { "config inspect app-config", "/configs/app-config", """{"id":"app-config","name":"app-config","namespace":"production","data":"key = 1"}""", "key = 1\n" },
        {
            "node get", "/node/get",
            """{"hostname":"ring-server","cpu_usage":null,"memory_usage":45.8,"disk_usage":null,"containers_running":5,"containers_total":8,"docker_version":null}""",
            "cpu         -\nmemory      45.8%\ndisk        -\ncontainers"
        },
        { "secret list", "/secrets", """[{"id":"s1","created_at":"2024-01-15T10:30:00Z","updated_at":"2024-01-15T10:30:00Z","namespace":"default","name":"db"}]""", "s1  default    db" },
        { "namespace list", "/namespaces", """[{"id":"default","name":"default","created_at":"2024-01-15T10:30:00Z","updated_at":"2024-01-15T10:30:00Z"}]""", "default  default  2024-01-15T10:30:00Z" },
        { "user list", "/users", """[{"id":"1","username":"admin","created_at":"2024-01-15T10:00:00Z"}]""", "1   admin     2024-01-15T10:00:00Z" },
        { "user me", "/users/me", """{"id":"1","username":"admin","created_at":"2024-01-15T10:00:00Z"}""", "admin (id 1)" },
        {
            "token list", "/tokens",
            """[{"id":"t1","name":"ci","token_prefix":"ring_pat_ab","scopes":["deployments:read","deployments:write"],"namespaces":[],"created_at":"2024-01-15T10:00:00Z","expire_at":null,"revoked_at":null}]""",
            "t1  ci    active  ring_pat_ab...  deployments:read,deployments:write  -"
        },
        {
            "node get", "/node/get",
            """{"hostname":"ring-server","cpu_usage":15.2,"memory_usage":45.8,"disk_usage":23.1,"containers_running":5,"containers_total":8,"docker_version":"20.10.21"}""",
            "containers  5 of 8 run"
        },
    };

    [Theory]
    [MemberData(nameof(Orchestry))]
    public Task Orchestrys_commands_ask_for_what_they_show(string arguments, string path, string answer, string shown) =>
        CheckAsync(Persona.Orchestry, arguments, path, answer, shown);

    [Theory]
    [MemberData(nameof(Ring))]
    public Task Rings_commands_ask_for_what_they_show(string arguments, string path, string answer, string shown) =>
        CheckAsync(Persona.Ring, arguments, path, answer, shown);

    [Theory]
    [MemberData(nameof(Ring))]
    public Task Rings_commands_are_the_same_below_orchestry_ring(string arguments, string path, string answer, string shown) =>
        CheckAsync(Persona.Orchestry, $"ring {arguments}", path, answer, shown);

    private static async Task CheckAsync(Persona persona, string arguments, string path, string answer, string shown)
    {
        await using var controller = await FakeController.StartAsync();
        using var cli = new CliRunner();
        controller.On($"GET {path.Split('?')[0]}", answer);
        string[] typed = [.. arguments.Split(' '), "--url", controller.Url];

        var people = await cli.RunAsync(persona, typed);

        Assert.Equal($"GET {path}", controller.Last.Line);
        Assert.Equal((0, ""), (people.Code, people.Error));
        Assert.Contains(shown, people.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', people.Out);

        var program = await cli.RunAsync(persona, [.. typed, "--output", "json"]);

        Assert.Equal((0, ""), (program.Code, program.Error));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer), JsonNode.Parse(program.Out)) || IsLines(answer, program.Out), program.Out);
    }

    /// <summary>What also comes as a stream has a line for each item.</summary>
    private static bool IsLines(string answer, string output) =>
        JsonNode.DeepEquals(JsonNode.Parse(answer), JsonNode.Parse($"[{string.Join(',', output.Split('\n', StringSplitOptions.RemoveEmptyEntries))}]"));
}
