namespace Orchestry.Actors.Kernel;

/// <summary>Where an actor stands in the tree, such as <c>/user/apps/web</c>. Two incarnations under one name have equal paths but unequal refs.</summary>
public sealed class ActorPath(ActorPath? parent, string name) : IEquatable<ActorPath>
{
    public ActorPath? Parent { get; } = parent;

    public string Name { get; } = name;

    public static ActorPath operator /(ActorPath path, string child) => new(path, child);

    public bool Equals(ActorPath? other) => other is not null && Name == other.Name && Equals(Parent, other.Parent);

    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    public override int GetHashCode() => HashCode.Combine(Parent, Name);

    public override string ToString() => $"{Parent}/{Name}";

    /// <summary>Names are one path segment of letters, digits and <c>-_.*$+:@&amp;=,!~';()</c>; <c>$</c> at the start belongs to the kernel.</summary>
    internal static bool IsValidName(string name)
    {
        if (name.Length == 0 || name[0] == '$')
            return false;

        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && !"-_.*$+:@&=,!~';()".Contains(letter, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
