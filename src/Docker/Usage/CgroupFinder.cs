using Orchestry.Core.Engine;

namespace Orchestry.Docker.Usage;

/// <summary>
/// Finds a container's control group. Where engines put it by default is looked up first; any other place (a parent of the user's, a rootless
/// or nested engine) is learned from one container and then tried first for the next.
/// </summary>
internal sealed class CgroupFinder(CgroupLayout layout, string procRoot)
{
    private const int IdLength = 64;
    private const int DeepestSearch = 8;
    private const int LargestSearch = 4096;
    private const int MostPlaces = 8;

    private volatile Place[] _places = [new("docker/", ""), new("system.slice/docker-", ".scope")];

    /// <summary>The group where such groups have been so far; null when it is not there.</summary>
    public ContainerCgroup? Guess(ContainerId id)
    {
        // What is not an id must not become part of a path.
        if (!IsId(id.Value))
        {
            return null;
        }

        foreach (var place in _places)
        {
            if (ContainerCgroup.At(layout, place.Before + id.Value + place.After) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>
    /// The group of the container's main process, by the kernel's word. It must be named by the container's id: with an engine elsewhere, or
    /// in another process namespace, a process of that number is somebody else's.
    /// </summary>
    public ContainerCgroup? OfProcess(ContainerId id, int process)
    {
        if (!IsId(id.Value) || process <= 0)
        {
            return null;
        }

        try
        {
            foreach (var line in File.ReadLines(Path.Combine(procRoot, $"{process}", "cgroup")).Take(64))
            {
                if (line.Split(':', 3) is [_, _, var path] && Locate(path, id) is { } found)
                {
                    return found;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or hidden from us: the caller searches.
        }

        return null;
    }

    /// <summary>Walks through all groups, as far as the bounds go, for the groups of these containers.</summary>
    public IReadOnlyDictionary<ContainerId, ContainerCgroup> Search(IReadOnlySet<ContainerId> ids)
    {
        var found = new Dictionary<ContainerId, ContainerCgroup>();
        var ahead = new Queue<(string Path, int Depth)>([("", 0)]);
        for (var seen = 0; ahead.TryDequeue(out var group) && seen < LargestSearch && found.Count < ids.Count; seen++)
        {
            foreach (var name in Children(group.Path))
            {
                var path = $"{group.Path}/{name}";
                if (IdIn(name) is { } id && ids.Contains(id) && Locate(path, id) is { } container)
                {
                    found[id] = container;
                }
                else if (group.Depth < DeepestSearch)
                {
                    ahead.Enqueue((path, group.Depth + 1));
                }
            }
        }

        return found;
    }

    private List<string> Children(string path)
    {
        try
        {
            var folder = new DirectoryInfo(layout.MemoryRoot + path);
            return [.. folder.EnumerateDirectories().Where(child => child.LinkTarget is null).Take(LargestSearch).Select(child => child.Name)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A group that went meanwhile, or one that is not ours to see.
            return [];
        }
    }

    private ContainerCgroup? Locate(string path, ContainerId id)
    {
        var at = path.IndexOf(id.Value, StringComparison.Ordinal);
        if (at < 0 || path.Split('/').Contains(".."))
        {
            return null;
        }

        // An init system inside moves its own process into a group below.
        var end = path.IndexOf('/', at);
        var group = end < 0 ? path : path[..end];

        // Where only a part of the hierarchy is mounted, the first steps of the kernel's path are not there.
        for (var start = 0; start >= 0 && start < at; start = group.IndexOf('/', start + 1))
        {
            if (ContainerCgroup.At(layout, group[start..]) is { } found)
            {
                Learn(new Place(group[start..at].TrimStart('/'), group[(at + id.Value.Length)..]));
                return found;
            }
        }

        return null;
    }

    // Two readers may learn at once; what one of them forgets is learned again.
    private void Learn(Place place)
    {
        if (!_places.Contains(place))
        {
            _places = [place, .. _places.Take(MostPlaces - 1)];
        }
    }

    private static ContainerId? IdIn(string name)
    {
        var bare = name.EndsWith(".scope", StringComparison.Ordinal) ? name[..^".scope".Length] : name;
        return bare.Length >= IdLength && IsId(bare[^IdLength..]) ? new ContainerId(bare[^IdLength..]) : null;
    }

    private static bool IsId(string value) => value.Length == IdLength && value.All(char.IsAsciiHexDigitLower);

    /// <summary>Where groups are, around the id.</summary>
    private readonly record struct Place(string Before, string After);
}
