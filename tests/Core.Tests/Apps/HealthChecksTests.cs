using Orchestry.Core.Apps;
using Orchestry.Core.Health;

namespace Orchestry.Core.Tests.Apps;

public sealed class HealthChecksTests
{
    private const string Command = """{"protocol": "COMMAND", "command": ["ok"]}""";

    [Fact]
    public void Several_checks_keep_their_order_and_what_each_is_to_do()
    {
        var checks = With(
            """
            [
              {"path": "/ready", "minHealthySeconds": 5},
              {"protocol": "TCP", "readiness": false, "onFailure": "restart"},
              {"protocol": "COMMAND", "command": ["disk"], "onFailure": "alert"},
              {"protocol": "COMMAND", "command": ["licence"], "onFailure": "stop", "readiness": true}
            ]
            """).Spec.HealthChecks;

        Assert.Equal([ProbeProtocol.Http, ProbeProtocol.Tcp, ProbeProtocol.Command, ProbeProtocol.Command], checks.Select(c => c.Protocol));
        Assert.Equal([true, false, false, true], checks.Select(c => c.IsReadiness));
        Assert.Equal(
            [HealthCheckFailure.Restart, HealthCheckFailure.Restart, HealthCheckFailure.Alert, HealthCheckFailure.Stop], checks.Select(c => c.OnFailure));
        Assert.Equal(TimeSpan.FromSeconds(5), checks[0].MinHealthy);
        Assert.Equal((80, "/ready"), (checks[0].Port, checks[0].Path));
    }

    [Fact]
    public void The_one_check_is_a_list_of_one_that_gates_traffic_and_replaces()
    {
        var check = Assert.Single(new ADocument().With("healthCheck", """{"path": "/health"}""").Spec.HealthChecks);

        Assert.Equal((true, HealthCheckFailure.Restart, TimeSpan.Zero), (check.IsReadiness, check.OnFailure, check.MinHealthy));
    }

    [Fact]
    public void An_empty_list_is_no_check_at_all() => Assert.Empty(With("[]").Spec.HealthChecks);

    [Fact]
    public void One_check_and_a_list_of_them_exclude_each_other() =>
        With("[]").With("healthCheck", "{}").IsRefused("healthChecks", "can't be given besides healthCheck");

    [Theory]
    [InlineData("onFailure", "\"reboot\"", "must be restart, stop or alert, not 'reboot'")]
    [InlineData("readiness", "\"yes\"", "must be true or false")]
    [InlineData("minHealthySeconds", "-1", "must be an integer from 0 to 86400")]
    [InlineData("threshold", "3", "'threshold' is not a field of healthChecks[0]")]
    [InlineData("timeoutSeconds", "31", "must be at most periodSeconds (30 by default)")]
    public void Each_has_the_rules_of_a_check_and_a_few_of_its_own(string field, string json, string message) =>
        With($"[{Command}]").With($"healthChecks[0].{field}", json).IsRefused($"healthChecks[0].{field}", message);

    [Fact]
    public void What_is_not_of_readiness_need_not_hold() =>
        With("""[{"readiness": false, "minHealthySeconds": 5}]""").IsRefused("healthChecks[0].minHealthySeconds", "has no effect on a check that is not of readiness");

    [Fact]
    public void The_check_itself_has_no_say_in_what_its_failure_does() =>
        new ADocument().With("healthCheck", """{"onFailure": "alert"}""").IsRefused("healthCheck.onFailure", "'onFailure' is not a field of healthCheck");

    [Fact]
    public void There_are_at_most_sixteen() => With($"[{string.Join(",", Enumerable.Repeat(Command, 17))}]").IsRefused("healthChecks", "must have at most 16 entries, not 17");

    private static ADocument With(string checks) => new ADocument().With("healthChecks", checks);
}
