using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Streams;

/// <summary>
/// How far an application's logs were read: the place in each container's. It is complete, so any node can go on from it, and says nothing about
/// the node that made it. As text it is opaque to clients: a version and the places, as base64url.
/// </summary>
public sealed class LogCursor
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int LongestText = 8192;

    private const byte Version = 1;
    private const int MostContainers = 1000;
    private string? _text;

    private LogCursor(long registered, long revision, int nextAttempt, ImmutableArray<ContainerPosition> containers) =>
        (Registered, Revision, NextAttempt, Containers) = (registered, revision, nextAttempt, containers);

    /// <summary>When the application was registered, in ticks: one of the same name that comes after it is another.</summary>
    public long Registered { get; }

    /// <summary>The application's journal revision as far as it was seen: who knows less can't tell which containers there are.</summary>
    public long Revision { get; }

    /// <summary>The attempts before this one were seen, or announced as missing.</summary>
    public int NextAttempt { get; }

    /// <summary>The places by attempt, of the containers that are still there.</summary>
    public ImmutableArray<ContainerPosition> Containers { get; }

    /// <summary>The place before everything.</summary>
    public static LogCursor StartOf(AppSnapshot app) => new(app.CreatedAt.UtcTicks, 0, 0, []);

    /// <summary>The place in the log of an attempt's container; its beginning where nothing of it was read.</summary>
    public ContainerPosition this[int attempt] => IndexOf(attempt) is var i and >= 0 ? Containers[i] : ContainerPosition.StartOf(attempt);

    /// <summary>Whether it has a place in the log of an attempt's container.</summary>
    public bool Knows(int attempt) => IndexOf(attempt) >= 0;

    /// <summary>The same with another place in one container's log.</summary>
    public LogCursor With(ContainerPosition container)
    {
        var i = IndexOf(container.Attempt);
        return new LogCursor(Registered, Revision, NextAttempt, i >= 0 ? Containers.SetItem(i, container) : Containers.Insert(~i, container));
    }

    /// <summary>
    /// What is known of the application's containers by a picture of it: attempts seen, those that are gone left out, and those that have yet to
    /// write at their beginning, since one that is gone when the cursor comes back may have written by then.
    /// </summary>
    /// <param name="app">The picture.</param>
    /// <param name="isKept">Whether a container's place is kept.</param>
    public LogCursor Seen(AppSnapshot app, Func<ContainerPosition, bool> isKept)
    {
        var begin = app.Replicas.Where(r => MayWrite(r) && !Knows(r.Id.Attempt)).Select(r => ContainerPosition.StartOf(r.Id.Attempt)).ToArray();
        return new LogCursor(
            Registered,
            Math.Max(Revision, app.Revision),
            Math.Max(NextAttempt, app.NextAttempt),
            begin.Length == 0 && Containers.All(isKept) ? Containers : [.. Containers.Where(isKept).Concat(begin).OrderBy(c => c.Attempt)]);
    }

    /// <summary>Whether a replica has a container or may still get one.</summary>
    public static bool MayWrite(ReplicaSnapshot replica) => replica.Container is not null || replica.Phase < ReplicaPhase.Draining;

    /// <summary>The further place of two in every container's log.</summary>
    public LogCursor Later(LogCursor other)
    {
        var places = Containers.ToDictionary(c => c.Attempt);
        foreach (var theirs in other.Containers)
        {
            places[theirs.Attempt] = places.TryGetValue(theirs.Attempt, out var ours) ? ContainerPosition.Later(ours, theirs) : theirs;
        }

        return new LogCursor(
            Registered,
            Math.Max(Revision, other.Revision),
            Math.Max(NextAttempt, other.NextAttempt),
            [.. places.Values.OrderBy(c => c.Attempt)]);
    }

    /// <summary>Reads a text that <see cref="ToString"/> made; false for any other.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LogCursor? cursor)
    {
        cursor = null;
        if (text.Length > LongestText || !Base64Url.IsValid(text))
        {
            return false;
        }

        return TryRead(new VarintReader(Base64Url.DecodeFromChars(text)), out cursor);
    }

    /// <inheritdoc/>
    public override string ToString() => _text ??= Write();

    private string Write()
    {
        var bytes = new ArrayBufferWriter<byte>(32 + (16 * Containers.Length));
        Varint.Write(bytes, Version);
        Varint.Write(bytes, Registered);
        Varint.Write(bytes, Revision);
        Varint.Write(bytes, NextAttempt);
        Varint.Write(bytes, Containers.Length);
        var near = Registered;
        foreach (var container in Containers)
        {
            Varint.Write(bytes, container.Attempt);
            Varint.Write(bytes, container.IsEnded ? 1 : 0);
            Write(bytes, container.Stdout, ref near);
            Write(bytes, container.Stderr, ref near);
        }

        return Base64Url.EncodeToString(bytes.WrittenSpan);
    }

    /// <summary>Stamps are near each other: the difference is shorter. The beginning of a log, which is near nothing, is 0.</summary>
    private static void Write(ArrayBufferWriter<byte> bytes, LinePosition place, ref long near)
    {
        if (place == LinePosition.Start)
        {
            Varint.Write(bytes, 0);
            return;
        }

        var apart = place.Ticks - near;
        Varint.Write(bytes, ((apart << 1) ^ (apart >> 63)) + 1);
        Varint.Write(bytes, place.Ordinal + 1);
        near = place.Ticks;
    }

    private static bool TryRead(VarintReader numbers, [NotNullWhen(true)] out LogCursor? cursor)
    {
        cursor = null;
        if (!numbers.TryRead(Version, out var version) || version != Version
            || !numbers.TryRead(DateTimeOffset.MaxValue.Ticks, out var registered)
            || !numbers.TryRead(long.MaxValue, out var revision)
            || !numbers.TryRead(int.MaxValue, out var next)
            || !numbers.TryRead(MostContainers, out var count))
        {
            return false;
        }

        var containers = ImmutableArray.CreateBuilder<ContainerPosition>((int)count);
        var near = registered;
        for (var last = -1L; containers.Count < count;)
        {
            if (!numbers.TryRead(int.MaxValue, out var attempt) || attempt <= last
                || !numbers.TryRead(1, out var isEnded)
                || !TryRead(ref numbers, ref near, out var stdout)
                || !TryRead(ref numbers, ref near, out var stderr))
            {
                return false;
            }

            containers.Add(new ContainerPosition((int)attempt, stdout, stderr, isEnded == 1));
            last = attempt;
        }

        cursor = numbers.IsAtEnd ? new LogCursor(registered, revision, (int)next, containers.MoveToImmutable()) : null;
        return cursor is not null;
    }

    private static bool TryRead(ref VarintReader numbers, ref long near, out LinePosition place)
    {
        place = LinePosition.Start;
        if (!numbers.TryRead(long.MaxValue, out var apart))
        {
            return false;
        }

        if (apart == 0)
        {
            return true;
        }

        var ticks = near + ((apart - 1) >>> 1 ^ -((apart - 1) & 1));
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks || !numbers.TryRead(int.MaxValue, out var ordinal))
        {
            return false;
        }

        (near, place) = (ticks, new LinePosition(ticks, (int)ordinal - 1));
        return true;
    }

    private int IndexOf(int attempt)
    {
        var (low, high) = (0, Containers.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (Containers[middle].Attempt == attempt)
            {
                return middle;
            }

            (low, high) = Containers[middle].Attempt < attempt ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
