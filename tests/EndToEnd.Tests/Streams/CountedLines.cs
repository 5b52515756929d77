using System.Globalization;
using System.Text.Json;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>
/// Judges what one subscriber was sent of containers that count: of each container and output stream every number once, in order, and none left out that
/// was not announced as missing.
/// </summary>
/// <param name="known">The containers, by host name, that were there when it subscribed: their beginning is in the past.</param>
internal sealed class CountedLines(IReadOnlySet<string> known)
{
    private readonly Dictionary<(string Host, string Stream), int> _last = [];
    private readonly Dictionary<string, int> _ended = [];
    private bool _isLossAnnounced;

    /// <summary>The gaps that were announced.</summary>
    public List<string> Gaps { get; } = [];

    /// <summary>How many lines were judged.</summary>
    public int Lines { get; private set; }

    /// <summary>The last number of the containers that have said that it is their last one.</summary>
    public IReadOnlyDictionary<string, int> Complete => _ended;

    /// <summary>Everything that is wrong.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Judges the messages of a further connection.</summary>
    public void Read(IEnumerable<JsonElement> messages)
    {
        foreach (var message in messages)
        {
            if (!message.TryGetProperty("type", out var type))
            {
                Judge(message.Text("message"));
            }
            else if (type.GetString() == "gap")
            {
                Gaps.Add(message.GetRawText());
                _isLossAnnounced = true;
            }
        }
    }

    private void Judge(string line)
    {
        Lines++;
        var parts = line.Split(' ');
        var (what, host, number) = (parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture));
        if (what is "bye" or "done")
        {
            _ended[host] = number;
            Expect(host, "out", number, number);
            return;
        }

        var step = what == "err" ? 5 : 1;
        var before = _last.GetValueOrDefault((host, what), known.Contains(host) ? number - step : 0);
        Expect(host, what, number - step, before);
        _last[(host, what)] = number;
    }

    private void Expect(string host, string stream, int expected, int otherwise)
    {
        var last = _last.GetValueOrDefault((host, stream), otherwise);
        if (last > expected)
        {
            Faults.Add($"{stream} of {host}: {expected + 1} or what follows came again, after {last}");
        }
        else if (last < expected && !_isLossAnnounced)
        {
            Faults.Add($"{stream} of {host}: nothing between {last} and {expected + 1}, and no gap announced");
        }
    }
}
