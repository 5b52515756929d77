using Microsoft.Extensions.DependencyInjection;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Orchestry.Apps;

public sealed class RegisterRehearsalTests
{
    [Fact]
    public async Task An_application_is_registered_and_removed_on_the_stage_and_nothing_is_asked_of_the_controller()
    {
        await using var api = await TestApi.StartAsync();
        var stage = new FakeOrchestrator();

        await api.Services.GetRequiredService<IRehearsal>().PlayAsync(stage, default);

        Assert.Collection(stage.Asked, asked => Assert.IsType<AppSpec>(asked), asked => Assert.IsType<RemoveRequest>(asked));
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task A_stage_that_refuses_makes_the_play_fail_and_say_why()
    {
        await using var api = await TestApi.StartAsync();
        var stage = new FakeOrchestrator { Refusal = new Refusal(RefusalKind.DatabaseFailed, "No room on the stage") };

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => api.Services.GetRequiredService<IRehearsal>().PlayAsync(stage, default));

        Assert.Contains("No room on the stage", failure.Message, StringComparison.Ordinal);
    }
}
