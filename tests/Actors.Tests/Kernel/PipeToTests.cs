using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class PipeToTests : LabKit
{
    [Fact]
    public async Task A_result_is_told_as_it_is_or_as_mapped()
    {
        var sender = CreateTestProbe();
        await Task.FromResult(7).PipeTo(Journal.Ref, sender.Ref);
        await Journal.ExpectMsgAsync(7);
        Assert.Equal(sender.Ref, Journal.LastSender);

        await Task.FromResult(7).PipeTo(Journal.Ref, success: number => $"got {number}");
        await Journal.ExpectMsgAsync("got 7");
    }

    [Fact]
    public async Task A_failure_is_told_as_a_status_or_as_mapped()
    {
        var error = new InvalidOperationException("oops");
        await Task.FromException<int>(error).PipeTo(Journal.Ref);
        Assert.Same(error, (await Journal.ExpectMsgAsync<Status.Failure>()).Cause);

        await Task.FromException<int>(error).PipeTo(Journal.Ref, failure: cause => $"failed: {cause.Message}");
        await Journal.ExpectMsgAsync("failed: oops");
    }

    [Fact]
    public async Task A_cancelled_task_and_a_throwing_mapping_are_failures()
    {
        await Task.FromCanceled<int>(new CancellationToken(true)).PipeTo(Journal.Ref);
        Assert.IsAssignableFrom<OperationCanceledException>((await Journal.ExpectMsgAsync<Status.Failure>()).Cause);

        await Task.FromResult(7).PipeTo(Journal.Ref, success: _ => throw new InvalidOperationException("bad mapping"));
        Assert.Equal("bad mapping", (await Journal.ExpectMsgAsync<Status.Failure>()).Cause.Message);
    }

    [Fact]
    public async Task A_task_without_a_result_tells_only_what_it_is_mapped_to()
    {
        await Task.CompletedTask.PipeTo(Journal.Ref);
        await Journal.ExpectNoMsgAsync();
        await Task.CompletedTask.PipeTo(Journal.Ref, success: () => "done");
        await Journal.ExpectMsgAsync("done");
        await Task.FromException(new InvalidOperationException("oops")).PipeTo(Journal.Ref);
        await Journal.ExpectMsgAsync<Status.Failure>();
    }
}
