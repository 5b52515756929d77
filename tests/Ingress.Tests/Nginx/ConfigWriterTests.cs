using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Nginx;

namespace Orchestry.Ingress.Tests.Nginx;

public sealed class ConfigWriterTests
{
    private static readonly NginxOptions Options = new();

    public static TheoryData<string> Hostile => new()
    {
        "/a\"; } server { listen 9999; } #",
        "/a' ; return 200 'x",
        "/a{",
        "/a}",
        "/a\n}\nserver {",
        "/a\\",
        "/$request_uri",
        "/a b",
        "/a#b",
        "/a\u0000",
        "/a%22",
        "/../etc",
        "/a/./b",
        "/a//b",
        "/a?b",
        "no-slash",
        "/é",
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_value_of_a_specification_never_ends_the_words_it_stands_in(string path)
    {
        var plan = RoutePlan.Of(new Routes().App("web", new IngressSpec { Path = path }, [("10.0.0.1", 80)]).App("api", null, ("10.0.0.2", 80)));
        var text = string.Concat(new ConfigWriter(Options).Write(plan, Routes.Domain).Files.Values);

        Assert.Equal(0, text.Count(c => c == '"') % 2);
        Assert.DoesNotContain(path, text, StringComparison.Ordinal);
        Assert.Contains(plan.Refusals, r => r.StartsWith("web: spec.ingress.path ", StringComparison.Ordinal));
        Assert.Contains("location \"/web/\"", text, StringComparison.Ordinal);
        Assert.Contains("location \"/api/\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.test; }")]
    [InlineData("*.test")]
    [InlineData("~^.*$")]
    [InlineData("A.test")]
    [InlineData("a..test")]
    [InlineData("a test")]
    [InlineData("-a.test")]
    [InlineData("")]
    [InlineData("_;")]
    [InlineData("$host")]
    [InlineData("generation.orchestry.invalid")]
    public void A_host_that_is_none_is_left_out_and_the_standard_routes_stay(string host)
    {
        var plan = RoutePlan.Of(new Routes().App("web", new IngressSpec { Host = host }, [("10.0.0.1", 80)]));

        Assert.Equal([$"web.{Routes.Domain}"], plan.Hosts.Select(h => h.Host));
        Assert.Equal(["/web"], plan.ByPath.Select(p => p.Prefix));
        Assert.Contains("web: spec.ingress.host ", Assert.Single(plan.Refusals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1;", 80)]
    [InlineData("unix:/run/x", 80)]
    [InlineData("10.1", 80)]
    [InlineData("::1", 80)]
    [InlineData("10.0.0.1", 0)]
    [InlineData("10.0.0.1", 65536)]
    public void A_replica_without_a_proper_address_is_left_out(string address, int port)
    {
        var plan = RoutePlan.Of(new Routes().App("web", null, (address, port), ("10.0.0.2", 80)));

        Assert.Equal("10.0.0.2", Assert.Single(plan.Routes.Single().Endpoints).Address);
        Assert.Single(plan.Refusals);
    }

    [Fact]
    public void No_text_at_all_becomes_part_of_the_configuration_unless_it_is_a_plain_host_or_path() =>
        Prop.ForAll<string, string>((host, path) =>
        {
            var spec = new IngressSpec { Host = host, Path = $"/{path}" };
            var plan = RoutePlan.Of(new Routes().App("web", spec, [("10.0.0.1", 80)]));
            Assert.True(plan.Refusals.IsEmpty == ((host is null || ConfigText.IsHost(host)) && (ConfigText.IsPrefix(spec.Path))));
            Assert.All(plan.Hosts, h => Assert.True(ConfigText.IsHost(h.Host)));
            Assert.All(plan.Hosts.SelectMany(h => h.Prefixes).Concat(plan.ByPath), p => Assert.True(p.Prefix.Length == 0 || ConfigText.IsPrefix(p.Prefix)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void There_is_one_default_server_and_each_host_has_one_server_however_many_applications_there_are()
    {
        var shared = new IngressSpec { Host = "own.test" };
        var plan = RoutePlan.Of(new Routes()
            .App("a", shared, [("10.0.0.1", 80)])
            .App("b", shared with { Path = "/b" }, [("10.0.0.2", 80)])
            .App("c", shared with { Path = "/c" }, [("10.0.0.3", 80)])
            .App("d", shared, [("10.0.0.4", 80)]));
        var text = string.Concat(new ConfigWriter(Options).Write(plan, Routes.Domain).Files.Values);

        Assert.Single(Lines(text, "default_server"));
        Assert.Equal(Lines(text, "server_name").Length, Lines(text, "server_name").Distinct().Count());
        Assert.Single(Lines(text, "server_name own.test;"));
    }

    [Fact]
    public void The_same_table_gives_the_same_files_and_a_change_of_one_application_touches_its_file_and_the_shared_one()
    {
        var writer = new ConfigWriter(Options);
        var routes = new Routes().App("a", null, ("10.0.0.1", 80)).App("b", null, ("10.0.0.2", 80));
        var before = writer.Write(RoutePlan.Of(routes.Table(1)), Routes.Domain);
        var again = writer.Write(RoutePlan.Of(routes.Table(2)), Routes.Domain);
        var after = writer.Write(RoutePlan.Of(new Routes().App("a", null, ("10.0.0.1", 80)).App("b", null, ("10.0.0.3", 80))), Routes.Domain);

        Assert.Equal(before.Files, again.Files);
        Assert.Equal(before.Generation, again.Generation);
        Assert.Equal(["00-orchestry.conf", "app-b.conf"], after.Files.Where(f => before.Files[f.Key] != f.Value).Select(f => f.Key));
        Assert.NotEqual(before.Generation, after.Generation);
    }

    [Fact]
    public void No_name_of_an_application_is_too_long_for_a_file()
    {
        var names = new[] { new string('a', 253), new string('a', 252) + "b" };
        var plan = RoutePlan.Of(new Routes().App(names[0]).App(names[1]));
        var files = new ConfigWriter(Options).Write(plan, Routes.Domain).Files;

        Assert.Equal(5, files.Count);
        Assert.All(files.Keys, f => Assert.InRange(f.Length, 1, 255));
    }

    private static string[] Lines(string text, string with) => [.. text.Split('\n').Where(l => l.Contains(with, StringComparison.Ordinal))];
}
