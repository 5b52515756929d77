using YamlDotNet.Core.Events;

namespace Orchestry.Http.Bodies;

/// <summary>An open mapping or sequence while YAML is turned into JSON.</summary>
internal sealed class YamlContainer
{
    private readonly HashSet<string>? _keys;

    private YamlContainer(HashSet<string>? keys) => _keys = keys;

    /// <summary>Whether the next node is a key.</summary>
    public bool ExpectsKey { get; private set; }

    public static YamlContainer Mapping() => new(new HashSet<string>(StringComparer.Ordinal)) { ExpectsKey = true };

    public static YamlContainer Sequence() => new(null);

    public string TakeKey(NodeEvent node)
    {
        if (node is not Scalar key)
        {
            throw YamlBody.Refused(node, "a key must be a scalar");
        }

        YamlScalar.RefuseHalfCharacters(key);
        if (!_keys!.Add(key.Value))
        {
            throw YamlBody.Refused(node, $"the key {Quoted.Of(key.Value)} is there twice");
        }

        ExpectsKey = false;
        return key.Value;
    }

    public void ValueTaken() => ExpectsKey = _keys is not null;
}
