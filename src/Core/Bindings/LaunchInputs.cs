using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Documents;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Sealing;

namespace Orchestry.Core.Bindings;

/// <summary>What a container gets that does not stand in its specification, in the clear: it lives from a launch's beginning to its end.</summary>
public sealed class LaunchInputs
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly List<ContainerFile> _files = [];
    private readonly List<Violation> _problems = [];

    private LaunchInputs()
    {
    }

    /// <summary>The values of the variables that are secret, by name.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>The configs' files.</summary>
    public IReadOnlyList<ContainerFile> Files => _files;

    /// <summary>What is missing, by its place in the specification; holds no content. Empty: the container can be made.</summary>
    public IReadOnlyList<Violation> Problems => _problems;

    /// <summary>Gathers them.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="bound">Which version of each document; what is not in it is missing. Null: the newest.</param>
    /// <param name="documents">The documents of now.</param>
    /// <param name="key">Opens what is sealed.</param>
    public static LaunchInputs Of(AppSpec spec, ImmutableSortedDictionary<string, long>? bound, DocumentSet documents, MasterKey key)
    {
        var inputs = new LaunchInputs();
        foreach (var (index, entry) in spec.Environment.Index())
        {
            if (entry.Source == EnvironmentSource.Sealed)
            {
                inputs.Set(entry.Name, SealedEnvironment.Open(key, spec.Namespace, spec.Name, entry), $"spec.environment[{index}].value");
            }
            else if (Reference.Of(entry, index) is { } reference && inputs.Find(reference, spec, bound, documents) is { } content)
            {
                inputs.SetSecret(entry.Name, reference, SecretSeal.Open(key, spec.Namespace, reference.Name, content));
            }
        }

        foreach (var (index, volume) in spec.Volumes.Index())
        {
            if (Reference.Of(volume, index) is { } reference
                && inputs.Find(reference, spec, bound, documents) is { } content
                && inputs.MemberOf(reference, content) is { } text)
            {
                inputs._files.Add(new ContainerFile(volume.MountPath, Encoding.UTF8.GetBytes(text)));
            }
        }

        return inputs;
    }

    private string? Find(Reference reference, AppSpec spec, ImmutableSortedDictionary<string, long>? bound, DocumentSet documents)
    {
        var document = documents.Find(reference.Kind.Key(spec.Namespace, reference.Name));
        var isBound = bound is null || bound.ContainsKey(reference.BindingKey);
        if (document is null || !isBound)
        {
            Lack(reference.Field, $"{reference.Kind.Kind} '{reference.Name}' does not exist in the namespace '{spec.Namespace}'");
            return null;
        }

        var versions = VersionedDocument.Of(document);
        var version = bound is null ? versions.Current : versions.Find(bound[reference.BindingKey]);
        if (version is null)
        {
            Lack(reference.Field, $"{reference.Kind.Kind} '{reference.Name}' no longer has the version that this specification was made with");
        }

        return version?.Content;
    }

    private string? MemberOf(Reference reference, string content)
    {
        if (reference.Member is not { } member)
        {
            return content;
        }

        try
        {
            using var json = JsonDocument.Parse(content);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(member, out var value))
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
            }
        }
        catch (JsonException)
        {
            // Said below; the exception's own words may quote the content.
        }

        Lack(reference.MemberField, $"{reference.Kind.Kind} '{reference.Name}' is no JSON object with a member '{member}'");
        return null;
    }

    private void SetSecret(string variable, Reference reference, string? content)
    {
        if (content is null)
        {
            Lack(reference.Field, $"secret '{reference.Name}' was sealed with another key");
        }
        else if (MemberOf(reference, content) is { } value)
        {
            Set(variable, value, reference.Field);
        }
    }

    private void Set(string variable, string? value, string field)
    {
        if (value is null)
        {
            Lack(field, "was not sealed by this cluster for this variable of this application");
        }
        else if (value.Contains('\0', StringComparison.Ordinal))
        {
            Lack(field, "holds a NUL character, which no variable can");
        }
        else
        {
            _environment[variable] = value;
        }
    }

    private void Lack(string field, string message) => _problems.Add(new Violation(field, message));
}
