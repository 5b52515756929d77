using System.Globalization;
using Orchestry.ClusterRig.History;

namespace Orchestry.EndToEnd.Tests.Cluster.History;

/// <summary>
/// A random history in which every promise is kept: one application is left alone, others are registered, started, scaled, stopped and
/// removed, while leaders change.
/// </summary>
internal sealed class GoodHistory
{
    private const string Steady = "steady";
    private static readonly string[] Names = [Steady, "left", "right", "idle"];
    private readonly Random _random;
    private readonly List<Operation> _operations = [];
    private readonly List<ReadSeen> _reads = [];
    private readonly List<JournalRow> _journal = [];
    private readonly List<EngineSample> _engine = [];
    private readonly List<OfficeSeen> _offices = [];
    private readonly Dictionary<string, AppState> _apps = [];
    private readonly Dictionary<string, string> _markers = [];
    private readonly List<ContainerSeen> _containers = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private long _term = 1;
    private int _made;

    private GoodHistory(int seed) => _random = new Random(seed);

    /// <summary>The history of that seed.</summary>
    public static ClusterHistory Of(int seed) => new GoodHistory(seed).Make();

    private string Leader => string.Create(CultureInfo.InvariantCulture, $"node-{(_term % 3) + 1}");

    private ClusterHistory Make()
    {
        Ask(new Wish(WishKind.Register, Steady, Marker: "m0"));
        Ask(new Wish(WishKind.Start, Steady, 2));
        for (var i = _random.Next(5, 30); i > 0; i--)
        {
            Step();
        }

        Pass(TimeSpan.FromSeconds(4));
        return new ClusterHistory
        {
            Operations = _operations,
            Reads = _reads,
            Journal = _journal,
            LastRevision = _journal[^1].Revision,
            Engine = _engine,
            Offices = _offices,
            Disturbances = [],
            Freezes = [],
            End = End(),
            Settling = TimeSpan.FromSeconds(2),
        };
    }

    private void Step()
    {
        switch (_random.Next(6))
        {
            case 0:
                _term++;
                Pass(TimeSpan.FromSeconds(_random.Next(3)));
                break;
            case 1:
                Read();
                break;
            case 2:
                Pass(TimeSpan.FromSeconds(3));
                break;
            default:
                Ask(Any(Names[_random.Next(1, Names.Length)]));
                break;
        }
    }

    private Wish Any(string app)
    {
        var state = _apps.GetValueOrDefault(app);
        return (state, _random.Next(4)) switch
        {
            ({ Exists: false }, _) or (_, 0) => new Wish(WishKind.Register, app, Marker: string.Create(CultureInfo.InvariantCulture, $"m{_operations.Count}")),
            (_, 1) => new Wish(WishKind.Remove, app),
            ({ Desired: > 0 }, 2) => new Wish(WishKind.Stop, app),
            ({ Desired: > 0 }, _) => new Wish(WishKind.Scale, app, (state.Desired % 3) + 1),
            _ => new Wish(WishKind.Start, app, _random.Next(1, 4)),
        };
    }

    private void Ask(Wish wish)
    {
        var began = _now;
        var before = _apps.GetValueOrDefault(wish.App);
        var isNew = !before.Exists;
        var revision = wish.Kind switch
        {
            WishKind.Register => Write(isNew ? "AppRegistered" : "SpecChanged", wish.App),
            WishKind.Start => Write("AppStarted", wish.App, wish.Replicas),
            WishKind.Scale => Write("AppScaled", wish.App, wish.Replicas),
            WishKind.Stop => Write("AppStopped", wish.App, 0),
            _ => Write("AppRemovalStarted", wish.App),
        };
        _apps[wish.App] = wish.Kind switch
        {
            WishKind.Register => isNew ? new AppState(true, 0) : before,
            WishKind.Start or WishKind.Scale => before with { Desired = wish.Replicas },
            WishKind.Stop => before with { Desired = 0 },
            _ => AppState.None,
        };
        if (wish.Kind == WishKind.Remove)
        {
            revision = Write("AppRemoved", wish.App);
        }

        if (wish.Marker is { } marker)
        {
            _markers[wish.App] = marker;
        }

        Follow(wish.App);
        Pass(TimeSpan.FromSeconds(1));
        // Some answers are lost on their way.
        var isKnown = _random.Next(5) > 0 || wish.App == Steady;
        _operations.Add(new Operation(
            1, Leader, wish, began, _now, isKnown ? OperationOutcome.Acknowledged : OperationOutcome.Unknown, isKnown ? revision : 0, "told"));
    }

    /// <summary>Lets the engine show what is wanted.</summary>
    private void Follow(string app)
    {
        var desired = _apps[app].Desired;
        _containers.RemoveAll(c => c.App == app && c.Slot > desired);
        for (var slot = 1; slot <= desired; slot++)
        {
            if (!_containers.Any(c => c.App == app && c.Slot == slot))
            {
                _made++;
                _containers.Add(new ContainerSeen(
                    string.Create(CultureInfo.InvariantCulture, $"{_made:x12}ffff"),
                    string.Create(CultureInfo.InvariantCulture, $"c.{app}-{slot}-{_made}"), true, app, slot, _made, 1, _term));
                Write("ContainerStarted", app);
            }
        }
    }

    private void Read()
    {
        var app = Names[_random.Next(Names.Length)];
        var last = _journal[^1].Revision;
        _reads.Add(new ReadSeen(1, "node-2", app, _random.Next((int)last + 1), last, _apps.GetValueOrDefault(app), _now));
    }

    private long Write(string reason, string app, int? replicas = null)
    {
        _now += TimeSpan.FromMilliseconds(1);
        _journal.Add(new JournalRow(_journal.Count + 1, _term, _now, reason, app, replicas));
        return _journal.Count;
    }

    private void Pass(TimeSpan time)
    {
        for (var end = _now + time; _now < end; _now += TimeSpan.FromMilliseconds(500))
        {
            var at = _now + TimeSpan.FromMilliseconds(10);
            _engine.Add(new EngineSample(_now, at, [.. _containers]));
            _offices.Add(new OfficeSeen(Leader, _term, _now, at));
        }
    }

    private FinalState End()
    {
        var apps = _apps.Where(a => a.Value.Exists).Select(a => new FinalApp(
            a.Key, a.Value.Desired, _markers[a.Key], [.. _containers.Where(c => c.App == a.Key).Select(c => c.Id[..12])])).ToArray();
        return new FinalState(null, apps, [.. Enumerable.Range(1, 3).Select(n => new NodeAnswer(
            string.Create(CultureInfo.InvariantCulture, $"node-{n}"), "/api/v1/apps", string.Join(',', apps.Select(a => a.Name))))]);
    }
}
