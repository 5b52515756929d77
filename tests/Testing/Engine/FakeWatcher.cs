using System.Threading.Channels;
using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

/// <summary>One reader of the fake engine's events.</summary>
internal sealed class FakeWatcher(IReadOnlyDictionary<string, string?> labels)
{
    // A reader that waits hears of an event before the call that caused it returns: nothing is on its way unseen.
    private readonly Channel<EngineEvent> _events = Channel.CreateUnbounded<EngineEvent>(
        new UnboundedChannelOptions { AllowSynchronousContinuations = true });

    public ChannelReader<EngineEvent> Events => _events.Reader;

    public void Tell(EngineEvent happened)
    {
        if (LabelsOf(happened) is not { } theirs || LabelQuery.Matches(labels, theirs))
        {
            _events.Writer.TryWrite(happened);
        }
    }

    private static IReadOnlyDictionary<string, string>? LabelsOf(EngineEvent happened) => happened switch
    {
        EngineEvent.Started started => started.Labels,
        EngineEvent.Died died => died.Labels,
        EngineEvent.OutOfMemory outOfMemory => outOfMemory.Labels,
        EngineEvent.Removed removed => removed.Labels,
        _ => null,
    };
}
