using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Errors;

namespace Orchestry.Http.Tests.Errors;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(RefusalKind.AppNotFound, 404, "APP_NOT_FOUND", "Application not found")]
    [InlineData(RefusalKind.AppAlreadyExists, 409, "APP_ALREADY_EXISTS", "Application already registered")]
    [InlineData(RefusalKind.InvalidSpec, 400, "INVALID_SPEC", "Invalid application specification")]
    [InlineData(RefusalKind.ValidationFailed, 400, "VALIDATION_ERROR", "Request validation failed")]
    [InlineData(RefusalKind.ScalingInProgress, 409, "SCALING_IN_PROGRESS", "Scaling operation in progress")]
    [InlineData(RefusalKind.InsufficientResources, 503, "INSUFFICIENT_RESOURCES", "Not enough system resources")]
    [InlineData(RefusalKind.EngineFailed, 500, "DOCKER_ERROR", "Docker daemon error")]
    [InlineData(RefusalKind.DatabaseFailed, 503, "DATABASE_ERROR", "Database connection error")]
    [InlineData(RefusalKind.NotLeader, 503, "CLUSTER_NOT_READY", "No leader elected, cluster not ready")]
    public async Task Each_refusal_has_its_code_status_and_sentence_on_every_write(RefusalKind kind, int status, string code, string sentence)
    {
        await using var api = await TestApi.StartAsync();
        api.Orchestrator.Refusal = new Refusal(kind, "It's so.");
        foreach (var (method, path, body) in new[]
        {
            ("POST", "register", SeedData.Document), ("POST", "my-app/start", null), ("POST", "my-app/stop", null),
            ("POST", "my-app/scale", """{"replicas":1}"""), ("DELETE", "my-app", null), ("POST", "my-app/health/check", null),
            ("GET", "my-app/logs", null),
        })
        {
            var answer = await api.SendAsync(method, $"/api/v1/apps/{path}", body);
            answer.IsError(status, code, sentence);
            Assert.Equal("It's so.", answer.Details);
            Assert.Equal(status == 503, answer.Header("Retry-After") is not null);
        }
    }

    // What is no application is of the other API alone.
    [Fact]
    public void Every_refusal_has_a_kind_of_error() => Assert.All(Enum.GetValues<RefusalKind>().Except([RefusalKind.NotFound, RefusalKind.AlreadyExists, RefusalKind.InUse]), kind => Assert.NotNull(ErrorCatalog.For(kind)));

    [Fact]
    public async Task A_failing_store_is_a_database_error_wherever_it_fails()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        api.Events.Failure = new StoreException("The disk is full; make room and try again.");
        api.Orchestrator.Failure = api.Events.Failure;
        foreach (var answer in new[] { await api.GetAsync("/api/v1/apps/my-app/events"), await api.SendAsync("POST", "/api/v1/apps/my-app/start") })
        {
            answer.IsError(503, "DATABASE_ERROR", "Database connection error");
            Assert.Equal("The disk is full; make room and try again.", answer.Details);
        }

        Assert.Null((await api.GetAsync("/api/v1/apps/my-app/events")).Header("X-Orchestry-Outcome"));
        Assert.All(api.Logs.Lines, line => Assert.Equal(LogLevel.Warning, line.Level));
    }

    [Theory]
    [InlineData("/api/v1/apps/my-app/start")]
    [InlineData("/apps/my-app/up")]
    public async Task A_write_that_could_not_be_answered_says_what_became_of_it(string path)
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        foreach (var (failure, outcome) in new (Exception, string)[]
                 {
                     (new StoreException("The disk is full."), "unchanged"), (new TermPassedException(5, 6), "unchanged"), (new OutcomeUnknownException("It broke."), "unknown"),
                 })
        {
            api.Orchestrator.Failure = failure;
            var answer = await api.SendAsync("POST", path);
            Assert.Equal((503, outcome), (answer.Status, answer.Header("X-Orchestry-Outcome")));
        }

        api.Orchestrator.Failure = null;
        foreach (var (kind, isUnknown) in new[] { (RefusalKind.DatabaseFailed, false), (RefusalKind.DatabaseFailed, true), (RefusalKind.NotLeader, false), (RefusalKind.NotLeader, true) })
        {
            api.Orchestrator.Refusal = new Refusal(kind, "No") { IsOutcomeUnknown = isUnknown };
            var answer = await api.SendAsync("POST", path);
            Assert.Equal((503, isUnknown ? "unknown" : "unchanged"), (answer.Status, answer.Header("X-Orchestry-Outcome")));
        }
    }

    [Fact]
    public async Task A_defect_shows_nothing_of_itself_but_the_id_it_was_logged_under()
    {
        await using var api = await TestApi.StartAsync();
        api.Orchestrator.Failure = new InvalidOperationException("secret inside");
        var answer = await api.SendAsync("POST", "/api/v1/apps/my-app/start");
        answer.IsError(500, "INTERNAL_ERROR", "Internal error");
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        var line = Assert.Single(api.Logs.Lines);
        Assert.Equal((5003, LogLevel.Error), (line.Id, line.Level));
        Assert.Contains(line.Line.Split(' ')[^1], answer.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/v1/app")]
    [InlineData("POST", "/api/v1/apps/my-app/restart")]
    [InlineData("GET", "/openapi/v2.json")]
    [InlineData("GET", "/api/v1/apps/my-app/spec/x")]
    public async Task An_unknown_path_is_not_found_in_the_same_shape(string method, string path)
    {
        await using var api = await TestApi.StartAsync();
        (await api.SendAsync(method, path)).IsError(404, "NOT_FOUND", "Path not found");
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/apps/my-app", "GET, DELETE")]
    [InlineData("POST", "/health", "GET")]
    [InlineData("GET", "/api/v1/apps/my-app/start", "POST")]
    [InlineData("DELETE", "/api/v1/config", "GET, PUT")]
    [InlineData("TRACE", "/health", "GET, POST, PUT, DELETE")]
    [InlineData("BREW", "/api/v1/apps", "GET")]
    public async Task A_wrong_method_is_told_the_right_ones(string method, string path, string allow)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync(method, path);
        answer.IsError(405, "METHOD_NOT_ALLOWED", "Method not allowed");
        Assert.Equal(allow.Split(", ").Order(), answer.Allow!.Split(", ").Order());
    }

    [Fact]
    public async Task A_success_logs_nothing_and_a_refusal_one_line_that_a_path_cannot_break()
    {
        await using var api = await TestApi.StartAsync();
        await api.SendAsync("POST", "/api/v1/apps/my-app/start");
        Assert.Empty(api.Logs.Lines);
        await api.GetAsync("/api/v1/apps/x%0Aforged%20line");
        var line = Assert.Single(api.Logs.Lines);
        Assert.Equal((5001, LogLevel.Information, "GET /api/v1/apps/x%0Aforged%20line was refused: 400 VALIDATION_ERROR"), line);
    }
}
