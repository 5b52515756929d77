using System.Text;
using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Sealing;

namespace Orchestry.Core.Tests.Bindings;

public sealed class LaunchInputsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 10, 0, 0, TimeSpan.Zero);
    private static readonly AppName Web = AppName.Parse("web");
    private readonly MasterKey _key = new(new byte[MasterKey.Length]);
    private DocumentSet _documents = DocumentSet.Empty;
    private long _revision;

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Secrets_become_variables_and_configs_files()
    {
        Put(BoundKinds.Secret, "db", Sealed("db", """{"user": "me", "port": 5432}"""));
        Put(BoundKinds.Secret, "token", Sealed("token", "t0ken"));
        Put(BoundKinds.Config, "site", """{"main": "<html>", "other": [1, 2]}""");
        var spec = Spec(
            [Secret("USER", "db", "user"), Secret("PORT", "db", "port"), Secret("TOKEN", "token"), new("PLAIN", EnvironmentSource.Value, "x")],
            [Config("site", "/etc/all"), Config("site", "/etc/main", "main"), Config("site", "/etc/other", "other")]);

        var inputs = LaunchInputs.Of(spec, Binding.Newest(spec, _documents), _documents, _key);

        Assert.Empty(inputs.Problems);
        Assert.Equal(
            new Dictionary<string, string> { ["USER"] = "me", ["PORT"] = "5432", ["TOKEN"] = "t0ken" }, inputs.Environment);
        Assert.Equal(
            [("/etc/all", """{"main": "<html>", "other": [1, 2]}"""), ("/etc/main", "<html>"), ("/etc/other", "[1, 2]")],
            inputs.Files.Select(f => (f.Path, Encoding.UTF8.GetString(f.Content.Span))));
    }

    [Fact]
    public void The_version_that_is_bound_is_the_one_that_is_given()
    {
        Put(BoundKinds.Secret, "token", Sealed("token", "first"));
        var spec = Spec([Secret("TOKEN", "token")]);
        var bound = Binding.Newest(spec, _documents);
        Put(BoundKinds.Secret, "token", Sealed("token", "second"));

        Assert.Equal("first", LaunchInputs.Of(spec, bound, _documents, _key).Environment["TOKEN"]);
        Assert.Equal("second", LaunchInputs.Of(spec, Binding.Newest(spec, _documents), _documents, _key).Environment["TOKEN"]);
        Assert.Equal("second", LaunchInputs.Of(spec, null, _documents, _key).Environment["TOKEN"]);
    }

    [Fact]
    public void Everything_that_is_missing_is_told_by_its_place_and_without_what_the_rest_holds()
    {
        Put(BoundKinds.Secret, "db", Sealed("db", """{"user": "h1dden"}"""));
        Put(BoundKinds.Secret, "nul", Sealed("nul", "h1dden\0"));
        Put(BoundKinds.Secret, "theirs", Sealed("other", "h1dden"));
        Put(BoundKinds.Config, "site", "h1dden, no JSON");
        var spec = Spec(
            [
                Secret("A", "missing"), Secret("B", "db", "password"), Secret("C", "nul"), Secret("D", "theirs"),
                new("E", EnvironmentSource.Sealed, "bm90IHNlYWxlZA=="),
            ],
            [Config("missing", "/a"), Config("site", "/b", "main")]);

        var problems = LaunchInputs.Of(spec, null, _documents, _key).Problems.Select(p => p.ToString()).ToArray();

        Assert.Equal(
            [
                "spec.environment[0].key: secret 'missing' does not exist in the namespace 'default'",
                "spec.environment[1].field: secret 'db' is no JSON object with a member 'password'",
                "spec.environment[2].key: holds a NUL character, which no variable can",
                "spec.environment[3].key: secret 'theirs' was sealed with another key",
                "spec.environment[4].value: was not sealed by this cluster for this variable of this application",
                "spec.volumes[0].config: config 'missing' does not exist in the namespace 'default'",
                "spec.volumes[1].key: config 'site' is no JSON object with a member 'main'",
            ],
            problems);
    }

    [Fact]
    public void What_another_namespace_has_is_not_there()
    {
        Put(BoundKinds.Config, "site", "x");
        var spec = Spec([], [Config("site", "/a")]) with { Namespace = NamespaceName.Parse("other") };

        Assert.Single(LaunchInputs.Of(spec, null, _documents, _key).Problems);
    }

    [Fact]
    public void The_next_versions_are_the_newest_but_for_those_that_failed_and_those_that_are_gone()
    {
        var bound = Binding.None.Add("config/gone", 1).Add("secret/a", 1).Add("secret/b", 1);
        var newest = Binding.None.Add("secret/a", 2).Add("secret/b", 2).Add("secret/c", 1);

        var next = Binding.Next(bound, newest, Binding.None.Add("secret/a", 2));

        Assert.Equal(Binding.None.Add("config/gone", 1).Add("secret/a", 1).Add("secret/b", 2).Add("secret/c", 1), next);
        Assert.Equal(["secret/b", "secret/c"], Binding.Changed(bound, next));
        // What failed once is tried again when it has changed once more.
        Assert.Equal(3, Binding.Next(bound, newest.SetItem("secret/a", 3), Binding.None.Add("secret/a", 2))["secret/a"]);
    }

    private static EnvironmentEntry Secret(string variable, string secret, string? field = null) =>
        new(variable, EnvironmentSource.Secret, secret, field);

    private static VolumeSpec Config(string config, string path, string? key = null) => new(config, VolumeKind.Config, path, ReadOnly: true, key);

    private static AppSpec Spec(EnvironmentEntry[] environment, VolumeSpec[]? volumes = null) => new()
    {
        Name = Web,
        Labels = new Dictionary<string, string>(),
        Image = "web:1",
        Environment = environment,
        Volumes = volumes ?? [],
    };

    private string Sealed(string name, string value) => SecretSeal.Seal(_key, NamespaceName.Default, name, value);

    private void Put(VersionedKind kind, string name, string content)
    {
        var key = kind.Key(NamespaceName.Default, name);
        var document = _documents.Find(key) is { } known
            ? VersionedDocument.Of(known).With(content, Now)
            : VersionedDocument.Create(name, content, Now);
        _documents = _documents.With(new Resource(key, ++_revision, document.Write(), null));
    }
}
