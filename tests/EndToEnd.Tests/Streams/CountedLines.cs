using System.Globalization;
using System.Text.Json;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>
/// Judges what one subscriber was sent of containers that count: of each container and output stream every number once, in order, and none left out
/// that was not announced as missing just there.
/// </summary>
/// <param name="known">The containers, by host name, that were there when it subscribed: their beginning is in the past.</param>
internal sealed class CountedLines(IReadOnlySet<string> known)
{
    private readonly Dictionary<(string Host, string Stream), (int Number, int At)> _last = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly HashSet<string> _ended = [];
    private readonly List<(int At, string? Container)> _announced = [];
    private int _at;

    /// <summary>The gaps that were announced.</summary>
    public List<string> Gaps { get; } = [];

    /// <summary>How many messages the gaps say are missing.</summary>
    public long Missed { get; private set; }

    /// <summary>How many lines were judged.</summary>
    public int Lines { get; private set; }

    /// <summary>Everything that is wrong.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The containers and streams of which there was anything.</summary>
    public IEnumerable<(string Host, string Stream)> Seen => _last.Keys;

    /// <summary>The last number; 0: there was none.</summary>
    public int LastOf((string Host, string Stream) log) => _last.GetValueOrDefault(log).Number;

    /// <summary>Whether a container has said its last word, or a loss was announced after the last that was heard of it.</summary>
    public bool IsWhole(string host) => _ended.Contains(host) || IsAnnounced((host, "out"));

    /// <summary>Whether a loss was announced after the last line of a container's stream.</summary>
    public bool IsAnnounced((string Host, string Stream) log)
    {
        var (since, name) = (_last.TryGetValue(log, out var last) ? last.At : -1, _names.GetValueOrDefault(log.Host));
        return _announced.Exists(gap => gap.At > since && (gap.Container is null || name is null || gap.Container == name));
    }

    /// <summary>Judges the messages of a further connection.</summary>
    public void Read(IEnumerable<JsonElement> messages)
    {
        foreach (var message in messages)
        {
            _at++;
            if (!message.TryGetProperty("type", out var type))
            {
                Judge(message.Text("container"), message.Text("message"));
            }
            else if (type.GetString() == "gap")
            {
                Gaps.Add(message.GetRawText());
                Missed += message.At("missed") is { ValueKind: JsonValueKind.Number } missed ? missed.GetInt64() : 0;
                _announced.Add((_at, message.At("container").GetString()));
            }
        }
    }

    private void Judge(string container, string line)
    {
        Lines++;
        var parts = line.Split(' ');
        var (what, host, number) = (parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture));
        _names[host] = container;
        if (what is "bye" or "done")
        {
            _ended.Add(host);
            Expect((host, "out"), number, number);
            return;
        }

        var (log, step) = ((host, what), what == "err" ? 5 : 1);
        Expect(log, number - step, known.Contains(host) ? number - step : 0);
        _last[log] = (number, _at);
    }

    private void Expect((string Host, string Stream) log, int expected, int otherwise)
    {
        var last = _last.TryGetValue(log, out var seen) ? seen.Number : otherwise;
        if (last > expected)
        {
            Faults.Add($"{log}: {expected + 1} or what follows came again, after {last}");
        }
        else if (last < expected && !IsAnnounced(log))
        {
            Faults.Add($"{log}: nothing between {last} and {expected + 1}, and no gap announced there");
        }
    }
}
