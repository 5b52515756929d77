using System.Text.Json.Nodes;

namespace Orchestry.Cli.Tests.Commands;

public sealed class ApplyTests : IAsyncLifetime
{
    private const string Register = "POST /api/v1/apps/register";
    private const string Valid = """{"message":"ok","app_name":"my-app","status":"valid"}""";
    private const string Registered = """{"message":"ok","app_name":"my-app","status":"registered"}""";
    private const string Started = """{"message":"ok","app_name":"my-app","replicas":3,"status":"running"}""";

    private readonly CliRunner _cli = new() { Time = new HastyClock() };
    private FakeController _controller = null!;

    private static string Changed =>
        Examples.Spec.Replace("nginx:alpine", "nginx:2", StringComparison.Ordinal).Replace("\"maxReplicas\":5", "\"maxReplicas\":9", StringComparison.Ordinal);

    public async Task InitializeAsync()
    {
        _controller = await FakeController.StartAsync();
        _controller.On("POST /api/v1/apps/my-app/start", Started);
    }

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task What_is_new_is_registered_and_started()
    {
        _controller.Refuse("GET /api/v1/apps/my-app/spec", 404, "APP_NOT_FOUND").On("POST /api/v1/apps/register", Registered, 201);

        var run = await _cli.RunAsync(_controller, "apply", "-f", _cli.Write("app.json", Examples.Spec));

        Assert.Equal((0, "my-app: registered, 3 replicas\n"), (run.Code, run.Out));
        Assert.Equal(["GET /api/v1/apps/my-app/spec", "POST /api/v1/apps/register", "POST /api/v1/apps/my-app/start"],
            _controller.Requests.Select(r => r.Line).Where(l => l != "GET /api/v1/apps/my-app"));
    }

    [Fact]
    public async Task What_is_the_same_is_left_as_it_is_and_made_to_run()
    {
        _controller.On("GET /api/v1/apps/my-app/spec", Examples.Spec).Refuse("POST /api/v1/apps/register", 409, "APP_ALREADY_EXISTS");

        var run = await _cli.RunAsync(_controller, "apply", "-f", _cli.Write("app.json", Examples.Spec), "-o", "json");

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""[{"name":"my-app","namespace":"default","action":"unchanged","replicas":3,"details":[]}]"""), JsonNode.Parse(run.Out)), run.Out);
    }

    [Fact]
    public async Task A_rollout_that_went_back_is_a_failure_with_its_reason()
    {
        _controller.On("GET /api/v1/apps/my-app/spec", Examples.Spec).On("POST /api/v1/apps/register", Registered)
            .On("GET /api/v1/apps/my-app/events",
                Examples.Events.Replace("Scaled from 2 to 3 replicas due to high CPU usage", "Rollout of revision 7 is rolled back", StringComparison.Ordinal));

        var run = await _cli.RunAsync(_controller, "apply", "-f", _cli.Write("app.json", Changed));

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("my-app went back to what ran before\n  Rollout of revision 7 is rolled back\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--diff", ExitCodes.Failure)]
    [InlineData("--dry-run", ExitCodes.Success)]
    public async Task What_would_change_is_shown_with_what_it_costs_and_nothing_is_sent(string option, int code)
    {
        _controller.On("GET /api/v1/apps/my-app/spec", Examples.Spec).On(Register, Valid);

        var run = await _cli.RunAsync(_controller, "apply", "-f", _cli.Write("app.json", Changed), option);

        Assert.Equal(code, run.Code);
        Assert.Equal(
            """
            my-app: would change
              spec.image: "nginx:alpine" -> "nginx:2" (a container keeps it for its life, so all are replaced one by one)
              scaling.maxReplicas: 5 -> 9 (the scaling policy changes at once, no container is replaced)

            """.ReplaceLineEndings("\n"),
            run.Out);
        Assert.Equal(["POST /api/v1/apps/register?dry_run=true", "GET /api/v1/apps/my-app/spec"], _controller.Requests.Select(r => r.Line));
    }

    [Fact]
    public async Task What_the_controller_would_not_take_is_told_before_it_is_applied()
    {
        _controller.Refuse(Register, 400, "INVALID_SPEC", "Application specification is invalid", "spec.image: must be given");

        var run = await _cli.RunAsync(_controller, "apply", "-f", _cli.Write("app.json", Changed), "--diff");

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("app.json: Application specification is invalid: spec.image: must be given", run.Error, StringComparison.Ordinal);
        Assert.Single(_controller.Requests);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"my-app"},"spec":{"image":"a"}}""", """{"mode":"auto","minReplicas":1,"maxReplicas":5}""")]
    [InlineData("""{"metadata":{"name":"my-app"},"spec":{"image":"a"},"scaling":{"mode":"manual"}}""", """{"mode":"manual","minReplicas":1,"maxReplicas":5}""")]
    [InlineData("""{"metadata":{"name":"my-app"},"spec":{"type":"job","image":"a"}}""", """{"mode":"manual","minReplicas":1,"maxReplicas":1}""")]
    [InlineData("""{"metadata":{"name":"my-app"},"spec":{"image":"a","ports":[{"containerPort":80,"hostPort":8088}]}}""",
        """{"mode":"auto","minReplicas":1,"maxReplicas":1}""")]
    public async Task What_a_controller_fills_in_is_no_change(string document, string filledIn)
    {
        var shown = JsonNode.Parse(document)!.AsObject();
        shown["scaling"] = JsonNode.Parse(filledIn);
        _controller.On("GET /api/v1/apps/my-app/spec", shown.ToJsonString()).On(Register, Valid);

        var run = await _cli.RunAsync(_controller, "apply", "-f", _cli.Write("app.json", document), "--diff");

        Assert.Equal((0, "my-app: unchanged\n"), (run.Code, run.Out));
    }

    [Fact]
    public async Task A_bound_that_is_left_out_now_is_a_change_to_the_usual_one()
    {
        _controller.On("GET /api/v1/apps/my-app/spec", Examples.Spec.Replace("\"maxReplicas\":5", "\"maxReplicas\":9", StringComparison.Ordinal)).On(Register, Valid);

        var run = await _cli.RunAsync(
            _controller, "apply", "-f", _cli.Write("app.json", Examples.Spec.Replace(",\"maxReplicas\":5", "", StringComparison.Ordinal)), "--diff");

        Assert.Equal("my-app: would change\n  scaling.maxReplicas: 9 -> 5 (the scaling policy changes at once, no container is replaced)\n", run.Out);
    }

    [Fact]
    public async Task Values_of_the_environment_are_not_shown()
    {
        var secret = Examples.Spec.Replace("\"image\"", "\"environment\":[{\"name\":\"KEY\",\"value\":\"hunter2\"}],\"image\"", StringComparison.Ordinal);
        _controller.On("GET /api/v1/apps/my-app/spec", Examples.Spec).On(Register, Valid);

        var run = await _cli.RunAsync(_controller, "apply", "-f", _cli.Write("app.json", secret), "--dry-run");

        Assert.Contains("spec.environment: changed (not shown)", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_and_several_documents_are_applied_in_order_and_one_that_fails_leaves_the_others()
    {
        var folder = Path.GetDirectoryName(_cli.Write("apps/b.json", Examples.Spec))!;
        _cli.Write("apps/a.yaml", "metadata: {name: one}\n---\nmetadata: {name: two, namespace: shop}\n");
        _cli.Write("apps/notes.txt", "not this");
        _controller.Refuse("GET /api/v1/apps/one/spec", 404, "APP_NOT_FOUND").Refuse("GET /api/v1/apps/two/spec", 403, "FORBIDDEN")
            .Refuse("GET /api/v1/apps/my-app/spec", 404, "APP_NOT_FOUND").On("POST /api/v1/apps/register", Registered,
                201).On("POST /api/v1/apps/one/start", Started);

        var run = await _cli.RunAsync(_controller, "apply", "-f", folder);

        Assert.Equal((ExitCodes.NotAllowed, "one: registered, 3 replicas\nmy-app: registered, 3 replicas\n"), (run.Code, run.Out));
        Assert.Contains("GET /api/v1/apps/two/spec?namespace=shop", _controller.Requests.Select(r => r.Line));
    }

    [Fact]
    public async Task Files_that_hold_no_applications_are_told_all_at_once_before_anything_is_sent()
    {
        var file = _cli.Write("apps.yaml", "kind: Pod\nmetadata: {name: a}\n---\nspec: {}\n---\nmetadata: {name: b}\n---\nmetadata: {name: b}\n");

        var run = await _cli.RunAsync(_controller, "apply", "-f", file);

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains($"{file}, document 1: kind: must be App\n  {file}, document 2: metadata.name: is required\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("'b' is there twice", run.Error, StringComparison.Ordinal);
        Assert.Empty(_controller.Requests);
    }

    [Fact]
    public async Task Standard_input_is_applied_without_starting_when_told_so()
    {
        _cli.Input = Examples.Spec;
        _controller.Refuse("GET /api/v1/apps/my-app/spec", 404, "APP_NOT_FOUND").On("POST /api/v1/apps/register", Registered, 201);

        Assert.Equal("my-app: registered\n", (await _cli.RunAsync(_controller, "apply", "-f", "-", "--no-start")).Out);
    }

    [Fact]
    public async Task A_leader_that_is_killed_on_the_way_changes_nothing_of_the_outcome()
    {
        _controller.InTurn("GET /api/v1/apps/my-app/spec", FakeController.Json(FakeController.Error("APP_NOT_FOUND"), 404));
        _controller.InTurn("POST /api/v1/apps/register", FakeController.Break, FakeController.Unavailable("unchanged"),
            FakeController.Json(FakeController.Error("APP_ALREADY_EXISTS"), 409));
        _controller.InTurn("POST /api/v1/apps/my-app/start", FakeController.Break, FakeController.Unavailable("unchanged"),
            FakeController.Json(Started));

        var run = await _cli.RunAsync(_controller, "apply", "-f", _cli.Write("app.json", Examples.Spec), "--no-wait");

        Assert.Equal((0, "my-app: registered, 3 replicas\n"), (run.Code, run.Out));
    }
}
