using System.Threading.Channels;

namespace Orchestry.Benchmarks.Kernel;

/// <summary>The limit: what an actor does with its mailbox, without an actor.</summary>
internal static class ChannelMeasures
{
    private static readonly object Message = new();

    public static Task<double> OneToOneAsync() => ManyToOneAsync(1);

    public static Task<double> FourToOneAsync() => ManyToOneAsync(4);

    public static Task<double> PingPongAsync() => Rate.OfAsync(2 * TellMeasures.Rounds, async () =>
    {
        var (there, back) = (NewChannel(), NewChannel());
        var echo = Task.Run(async () =>
        {
            for (var at = 0; at < TellMeasures.Rounds; at++)
                back.Writer.TryWrite(await there.Reader.ReadAsync());
        });
        for (var at = 0; at < TellMeasures.Rounds; at++)
        {
            there.Writer.TryWrite(Message);
            await back.Reader.ReadAsync();
        }

        await echo;
    });

    public static Task<double> AskAsync() => Rate.OfAsync(AskMeasures.Questions, async () =>
    {
        var channel = NewChannel();
        var loop = Task.Run(async () =>
        {
            await foreach (var question in channel.Reader.ReadAllAsync())
                ((TaskCompletionSource<object>)question).TrySetResult(Message);
        });
        for (var at = 0; at < AskMeasures.Questions; at++)
        {
            var question = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Writer.TryWrite(question);
            await question.Task;
        }

        channel.Writer.Complete();
        await loop;
    });

    private static Task<double> ManyToOneAsync(int producers) => Rate.OfAsync(TellMeasures.Messages, async () =>
    {
        var channel = NewChannel();
        var reader = Task.Run(async () =>
        {
            var left = TellMeasures.Messages;
            while (left > 0 && await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out _))
                    left--;
            }
        });
        await Rate.InParallelAsync(producers, () =>
        {
            for (var at = 0; at < TellMeasures.Messages / producers; at++)
                channel.Writer.TryWrite(Message);
        });
        await reader;
    });

    private static Channel<object> NewChannel() => Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
}
