using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Health;

/// <summary>
/// Shares the figures of all applications' probes with the other nodes: collected, and posted together at most once a second. What can't be
/// posted is tried again with what is newer then.
/// </summary>
internal sealed class ReadingsActor : AwaitingActor
{
    /// <summary>Pause before each post: what people see of a probe may be this much older on a node that does not lead.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IReadingBoard _board;
    private readonly long _term;
    private readonly ILogger _log;
    private Dictionary<(string Namespace, string App), AppReadings> _changed = [];
    private IReadOnlyCollection<AppReadings>? _underWay;
    private bool _isStuck;

    public ReadingsActor(IReadingBoard board, ControllerPorts ports)
    {
        (_board, _term) = (board, ports.Journal.Term);
        _log = ports.Loggers.CreateLogger<ReadingsActor>();
        Receive<ReadingsProtocol.Changed>(changed =>
        {
            _changed[(changed.App.Namespace, changed.App.App)] = changed.App;
            PostSoon();
        });
        Receive<ReadingsProtocol.Post>(_ => Post());
        Receive<ReadingsProtocol.Posted>(_ => OnPosted());
        Receive<ReadingsProtocol.PostFailed>(failed => OnPostFailed(failed.Error));
    }

    private void PostSoon()
    {
        if (_underWay is null && _changed.Count > 0 && !Timers.IsTimerActive("post"))
        {
            Timers.StartSingleTimer("post", new ReadingsProtocol.Post(), Interval);
        }
    }

    private void Post()
    {
        AppReadings[] changed = [.. _changed.Values];
        (_underWay, _changed) = (changed, []);
        _ = _board.PostAsync(changed, _term, Life).PipeTo(
            Self,
            success: () => new ReadingsProtocol.Posted(),
            failure: error => new ReadingsProtocol.PostFailed(error));
    }

    private void OnPosted()
    {
        _underWay = null;
        if (_isStuck)
        {
            _isStuck = false;
            _log.ReadingsFlow();
        }

        PostSoon();
    }

    private void OnPostFailed(Exception error)
    {
        if (error is TermPassedException)
        {
            // Another node leads, and shares what it sees itself.
            _log.ReadingsOver(error.Message);
            Timers.CancelAll();
            Become(() => ReceiveAny(_ => { }));
            return;
        }

        if (!_isStuck)
        {
            _isStuck = true;
            _log.ReadingsStuck(error.Message);
        }

        foreach (var unposted in _underWay!)
        {
            _changed.TryAdd((unposted.Namespace, unposted.App), unposted);
        }

        _underWay = null;
        PostSoon();
    }
}
