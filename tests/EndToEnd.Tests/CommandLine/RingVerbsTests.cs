using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.CommandLine;

/// <summary>Ring's verbs, by the executable, on a real engine.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class RingVerbsTests(Images images) : EngineTest(images, subnet: 162)
{
    [Fact]
    public async Task Whoever_logs_in_applies_a_manifest_and_looks_after_what_it_made()
    {
        var controller = await Stage.StartControllerAsync();
        var cli = new Cli(Stage.Folder, controller.Api.Address);
        Task<string> Ring(string arguments, string input = "") => cli.DoAsync($"ring {arguments}", input);
        await File.WriteAllTextAsync(Path.Combine(Stage.Folder, "ring.yaml"), $$"""
            namespaces:
              production: {}
            configs:
              site:
                namespace: production
                name: site
                data: '{"site": "greeting=$GREETING"}'
            deployments:
              shop:
                name: shop
                namespace: production
                runtime: docker
                image: {{Images.Web1}}
                replicas: 1
                secrets:
                  DB: {secretRef: db}
                volumes:
                  - {type: config, source: site, key: site, destination: /etc/site}
            """);
        await File.WriteAllTextAsync(Path.Combine(Stage.Folder, "values.env"), "GREETING=hello\n");

        var refused = await cli.RunAsync("ring deployment list");
        Assert.Equal((6, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("login", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(6, (await cli.RunAsync("ring login --username admin --password-stdin", "wrong\n")).ExitCode);
        await Ring("login --username admin --password-stdin", "changeme\n");

        await Ring("namespace create production");
        await Ring("secret create db --namespace production --from-file -", "s3cret");
        await Ring("apply -f ring.yaml --env-file values.env --wait");
        Assert.Contains("running", await Ring("deployment list --namespace production"), StringComparison.Ordinal);
        var shown = await Ring("deployment inspect shop --output json");
        Assert.Contains(Images.Web1, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", shown, StringComparison.Ordinal);
        var env = (await Engine.InspectAsync(Assert.Single(await Stage.ContainersAsync()).Id)).List("Config.Env").Select(e => e.GetString());
        Assert.Contains("DB=s3cret", env);
        await Ring("deployment logs shop");
        Assert.NotEmpty(await Ring("deployment events shop"));
        Assert.NotEmpty(await Ring("deployment metrics shop"));
        Assert.NotEmpty(await Ring("deployment health-checks shop"));

        Assert.Contains("greeting=hello", await Ring("config inspect site"), StringComparison.Ordinal);
        Assert.Contains("site", await Ring("config list"), StringComparison.Ordinal);
        Assert.Contains("db", await Ring("secret list"), StringComparison.Ordinal);
        Assert.Contains("production", await Ring("namespace list"), StringComparison.Ordinal);
        Assert.Contains("admin", await Ring("user me"), StringComparison.Ordinal);
        await Ring("user create --username john --password-stdin", "l0ng-enough-password\n");
        Assert.Contains("john", await Ring("user list"), StringComparison.Ordinal);
        await Ring("user delete --username john");
        var token = (await Ring("token create ci --scope deployments:read")).Trim();
        Assert.Contains("ci", await Ring("token list"), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Split('\n')[0], await Ring("token list"), StringComparison.Ordinal);
        Assert.NotEmpty(await Ring("node get"));
        Assert.Contains("ok", await Ring("doctor"), StringComparison.Ordinal);

        await Ring("deployment delete shop");
        await Ring("secret delete db --force");
        await Ring("config delete site");
        await Ring("namespace delete production");
        await Ring("logout");
        Assert.Equal(6, (await cli.RunAsync("ring deployment list")).ExitCode);
    }
}
