using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Orchestry.Contracts;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Http.Ring.Deployments;

namespace Orchestry.Http.Tests.Ring.Deployments;

/// <summary>What is posted is what is shown, with what was left out filled in.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] Same =
    [
        "name", "namespace", "kind", "image", "replicas", "command", "labels", "secrets", "ports", "resources", "health_checks", "config",
    ];

    [Fact]
    public async Task Posting_and_showing_gives_what_was_posted_and_posting_what_is_shown_changes_nothing()
    {
        await using var api = await TestApi.StartAsync();
        var secrets = api.Services.GetRequiredService<DeploymentSecrets>();
        Prop.ForAll(Bodies.ToArbitrary(), text =>
        {
            var posted = JsonNode.Parse(text)!.AsObject();
            var app = ADeployment.Of(api, text);
            api.Model.Set(app);

            var shown = JsonNode.Parse(JsonSerializer.Serialize(
                DeploymentView.Detail(app, secrets, maySeeValues: true, SeedData.Now), ContractsJson.Wire.RingDeploymentDetail))!.AsObject();

            var again = new JsonObject();
            foreach (var field in Same)
            {
                again[field] = shown[field]!.DeepClone();
            }

            again["volumes"] = JsonNode.Parse((string)shown["volumes"]!);
            foreach (var (field, value) in posted)
            {
                Assert.True(JsonNode.DeepEquals(value, again[field]), $"{field}: posted {value?.ToJsonString()}, shown {again[field]?.ToJsonString()}");
            }

            var (deployment, violations) = RingDeploymentReader.Read(
                JsonElement.Parse(again.ToJsonString()), SpecDefaults.Standard, secrets);
            Assert.Empty(violations);
            Assert.True(SpecDocument.SameContent(app.Document, deployment!.Document), $"{app.Document} became {deployment.Document}");
            api.Model.Set();
        }).QuickCheckThrowOnFailure();
    }

    private static Gen<string> Bodies =>
        from isJob in Gen.Elements(false, false, true)
        from replicas in Gen.Choose(0, 100)
        from name in Gen.Elements("web", "a", "my-app-2")
        from @namespace in Gen.Elements("default", "production")
        from image in Gen.Elements("nginx", "registry.local:5000/team/app:1.2")
        from command in ListOf(Gen.Elements("npm", "run", "a b", "\"", ""))
        from labels in MapOf(Gen.Elements("app", "team/x", "Version"), Gen.Elements("1", "", "a=b", "ü"))
        from secrets in MapOf(Gen.Elements("A", "PASSWORD", "_x"), Gen.Elements("1", "", "line\nline", "ü \" \\"))
        from references in MapOf(Gen.Elements("REF", "REF2"), Gen.Elements("database", "a-b"))
        from volumes in ListOf(Volume)
        from ports in ListOf(Gen.Choose(1, 65535))
        from published in Gen.Elements(false, true)
        from isUdp in Gen.Elements(false, true)
        from cpu in Gen.Elements("500m", "0.5", "2")
        from policy in Gen.Elements("Always", "IfNotPresent", "Never")
        from checks in ListOf(Check)
        select Body(
            isJob, published && ports.Length > 0 ? Math.Min(replicas, 1) : replicas, name, @namespace, image, command, labels, secrets, references, volumes,
            [.. ports.Distinct()], published, isUdp, cpu, policy, checks);

    private static Gen<JsonObject> Volume =>
        from kind in Gen.Elements("bind", "volume", "config")
        from source in Gen.Elements("data", "app-config")
        from isReadOnly in Gen.Elements(false, true)
        from hasKey in Gen.Elements(false, true)
        select VolumeOf(kind, source, isReadOnly, hasKey);

    private static Gen<JsonObject> Check =>
        from type in Gen.Elements("tcp", "http", "command")
        from seconds in Gen.Choose(5, 100)
        from onFailure in Gen.Elements("restart", "stop", "alert")
        from readiness in Gen.Elements(false, true)
        select CheckOf(type, seconds, onFailure, readiness);

    private static Gen<T[]> ListOf<T>(Gen<T> item) => Gen.Choose(0, 3).SelectMany(count => item.ArrayOf(count));

    private static Gen<Dictionary<string, string>> MapOf(Gen<string> key, Gen<string> value) =>
        from keys in ListOf(key)
        from values in value.ArrayOf(3)
        select keys.Distinct().Select((k, i) => (k, v: values[i])).ToDictionary(p => p.k, p => p.v);

    private static JsonObject VolumeOf(string kind, string source, bool isReadOnly, bool hasKey)
    {
        var volume = new JsonObject { ["source"] = kind == "bind" ? "/srv/data" : source, ["destination"] = "" };
        if (kind != "bind")
        {
            volume["type"] = kind;
        }

        if (isReadOnly || kind == "config")
        {
            volume["permission"] = "ro";
        }

        if (hasKey && kind == "config")
        {
            volume["key"] = "part";
        }

        return volume;
    }

    private static JsonObject CheckOf(string type, int seconds, string onFailure, bool readiness)
    {
        var check = new JsonObject { ["type"] = type };
        (check[type switch { "tcp" => "port", "http" => "url", _ => "command" }]) = type switch
        {
            "tcp" => seconds,
            "http" => $"http://localhost:{seconds}/health?full=%20",
            _ => "pg_isready -q || exit 1",
        };
        check["interval"] = $"{seconds}s";
        check["timeout"] = "5s";
        check["threshold"] = 2;
        check["on_failure"] = onFailure;
        check["readiness"] = readiness;
        if (readiness)
        {
            check["min_healthy_time"] = $"{seconds}s";
        }

        return check;
    }

    private static string Body(
        bool isJob, int replicas, string name, string @namespace, string image, string[] command, Dictionary<string, string> labels,
        Dictionary<string, string> secrets, Dictionary<string, string> references, JsonObject[] volumes, int[] ports, bool published, bool isUdp, string cpu,
        string policy, JsonObject[] checks)
    {
        var body = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = @namespace,
            ["kind"] = isJob ? "job" : "worker",
            ["image"] = image,
            ["replicas"] = isJob ? 1 : replicas,
            ["command"] = new JsonArray([.. command.Select(c => JsonValue.Create(c))]),
            ["labels"] = new JsonObject(labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)JsonValue.Create(l.Value)))),
            ["secrets"] = new JsonObject(secrets.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)JsonValue.Create(s.Value)))
                .Concat(references.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)new JsonObject { ["secretRef"] = r.Value })))),
            ["volumes"] = new JsonArray([.. volumes]),
            ["ports"] = new JsonArray([.. ports.Select((p, i) => PortOf(p, published, isUdp && i > 0))]),
            ["resources"] = new JsonObject
            {
                ["limits"] = new JsonObject { ["cpu"] = cpu, ["memory"] = "256Mi" },
                ["requests"] = new JsonObject { ["memory"] = "64Mi" },
            },
            ["config"] = new JsonObject { ["image_pull_policy"] = policy },
        };
        for (var i = 0; i < volumes.Length; i++)
        {
            volumes[i]["destination"] = $"/data/{i}";
        }

        if (!isJob)
        {
            body["health_checks"] = new JsonArray([.. checks]);
        }

        return body.ToJsonString();
    }

    private static JsonObject PortOf(int port, bool published, bool isUdp)
    {
        var shown = new JsonObject();
        if (published)
        {
            shown["published"] = port;
        }

        shown["target"] = port;
        if (published)
        {
            shown["host_ip"] = "0.0.0.0";
        }

        shown["protocol"] = isUdp ? "udp" : "tcp";
        return shown;
    }
}
