using System.Net;
using System.Net.Sockets;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Nginx;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Nginx;

/// <summary>How tables come into force at a real nginx, and what happens when one can't.</summary>
public sealed class NginxApplyTests : IAsyncLifetime
{
    private PrivateNginx _nginx = null!;

    public async Task InitializeAsync() => _nginx = await PrivateNginx.StartAsync();

    public async Task DisposeAsync() => await _nginx.DisposeAsync();

    [Fact]
    public async Task Each_application_has_one_file_and_what_is_no_longer_needed_is_removed()
    {
        var web = await _nginx.ReplicaAsync("127.0.41.1");
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web).App("api", new IngressSpec { Host = "own.test" }, web));
        Assert.Equal(["00-orchestry.conf", "app-api.conf", "app-web.conf", "host-own.test.conf", "orchestry-server.inc", "zz-orchestry.conf"], _nginx.Files());

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", web));

        Assert.Equal(["00-orchestry.conf", "app-web.conf", "orchestry-server.inc", "zz-orchestry.conf"], _nginx.Files());
        using var gone = await _nginx.AskAsync("/", "own.test");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(1, ingress.State.ActiveRoutes);
    }

    [Fact]
    public async Task A_replica_that_left_is_not_asked_again_and_one_that_came_is()
    {
        var (first, second) = (await _nginx.ReplicaAsync("127.0.41.1"), await _nginx.ReplicaAsync("127.0.41.2"));
        var ingress = await _nginx.OpenAsync(new Routes().App("web", first));
        Assert.StartsWith(first.Address, await _nginx.TextAsync("/web/"), StringComparison.Ordinal);

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", second));

        var asked = first.Asked.Count;
        for (var i = 0; i < 50; i++)
        {
            Assert.StartsWith(second.Address, await _nginx.TextAsync("/web/"), StringComparison.Ordinal);
        }

        Assert.Equal(asked, first.Asked.Count);
    }

    [Fact]
    public async Task A_table_that_changes_nothing_in_the_files_reloads_nothing()
    {
        var web = await _nginx.ReplicaAsync("127.0.41.1");
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web).Table(1));
        var workers = await _nginx.WorkersAsync();

        Assert.True(await ingress.ApplyAsync(new Routes().App("web", web).Table(2), CancellationToken.None));
        Assert.Equal(workers, await _nginx.WorkersAsync());

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", web).App("api", web));
        Assert.Empty(workers.Intersect(await _nginx.WorkersAsync()));
    }

    [Fact]
    public async Task A_configuration_that_nginx_refuses_is_taken_back_and_said_and_the_next_one_is_tried()
    {
        var web = await _nginx.ReplicaAsync("127.0.41.1");
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web));
        var good = _nginx.Contents();
        var broken = _nginx.FileOf("zzz-operator.conf");
        await File.WriteAllTextAsync(broken, "this is no directive;\n");

        Assert.False(await ingress.ApplyAsync(new Routes().App("web", web).App("api", web), CancellationToken.None));

        Assert.Contains("zzz-operator.conf:1", ingress.State.Fault, StringComparison.Ordinal);
        Assert.Contains("unknown directive \"this\"", ingress.State.Fault, StringComparison.Ordinal);
        Assert.Equal(1, ingress.State.ActiveRoutes);
        File.Delete(broken);
        Assert.Equal(good, _nginx.Contents());
        Assert.StartsWith(web.Address, await _nginx.TextAsync("/web/"), StringComparison.Ordinal);
        using (var notYet = await _nginx.AskAsync("/api/"))
        {
            Assert.Equal(HttpStatusCode.NotFound, notYet.StatusCode);
        }

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", web).App("api", web));
        Assert.StartsWith(web.Address, await _nginx.TextAsync("/api/"), StringComparison.Ordinal);
        Assert.Equal(new IngressState(IngressMode.Nginx, 2), ingress.State);
    }

    [Fact]
    public async Task A_configuration_that_tests_well_and_that_nginx_can_t_use_is_taken_back_too()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _nginx.Port);
        taken.Start();
        _nginx.Options.ReloadTimeout = TimeSpan.FromSeconds(2);
        var ingress = _nginx.Ingress();
        var table = new Routes().App("web", await _nginx.ReplicaAsync("127.0.41.1"));

        Assert.False(await ingress.ApplyAsync(table, CancellationToken.None));

        Assert.Contains("did not take the new configuration within 2 s", ingress.State.Fault, StringComparison.Ordinal);
        Assert.Empty(_nginx.Files());
        Assert.Equal(0, ingress.State.ActiveRoutes);

        taken.Stop();
        _nginx.Options.ReloadTimeout = TimeSpan.FromSeconds(20);
        await PrivateNginx.ApplyAsync(ingress, table);
        Assert.Null(ingress.State.Fault);
    }

    [Fact]
    public async Task An_nginx_that_does_not_run_is_said_and_finds_the_newest_configuration_when_it_starts()
    {
        await using var late = await PrivateNginx.StartAsync(isRunning: false);
        var web = await late.ReplicaAsync("127.0.41.1");
        var ingress = late.Ingress();
        RoutingTable table = new Routes().App("web", web);

        Assert.False(await ingress.ApplyAsync(table, CancellationToken.None));
        Assert.Contains("NGINX_RELOAD_COMMAND; is it running?", ingress.State.Fault, StringComparison.Ordinal);

        await late.RunAsync();
        Assert.StartsWith(web.Address, await late.TextAsync("/web/"), StringComparison.Ordinal);
        await PrivateNginx.ApplyAsync(ingress, table);
        Assert.Equal(new IngressState(IngressMode.Nginx, 1), ingress.State);
    }

    [Fact]
    public async Task A_program_that_is_missing_or_never_ends_is_said()
    {
        RoutingTable table = new Routes().App("web");
        _nginx.Options.TestCommand = "no-such-nginx -t";
        Assert.False(await _nginx.Ingress().ApplyAsync(table, CancellationToken.None));

        _nginx.Options.TestCommand = "sleep 600";
        _nginx.Options.CommandTimeout = TimeSpan.FromMilliseconds(200);
        var ingress = _nginx.Ingress();
        Assert.False(await ingress.ApplyAsync(table, CancellationToken.None));

        Assert.Contains("sleep did not end within 0.2 s", ingress.State.Fault, StringComparison.Ordinal);
        Assert.Empty(_nginx.Files());
    }

    [Fact]
    public async Task Files_of_others_are_left_alone_and_one_in_the_way_is_said()
    {
        var (other, inTheWay) = (_nginx.FileOf("operator.conf"), _nginx.FileOf("app-api.conf"));
        await File.WriteAllTextAsync(other, "# an operator's\n");
        await File.WriteAllTextAsync(inTheWay, "# an operator's as well\n");
        var web = await _nginx.ReplicaAsync("127.0.41.1");
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web));

        Assert.False(await ingress.ApplyAsync(new Routes().App("web", web).App("api", web), CancellationToken.None));

        Assert.Contains($"{inTheWay} is not a file of ours", ingress.State.Fault, StringComparison.Ordinal);
        await PrivateNginx.ApplyAsync(ingress, new Routes());
        Assert.Equal("# an operator's\n", await File.ReadAllTextAsync(other));
        Assert.Equal("# an operator's as well\n", await File.ReadAllTextAsync(inTheWay));
    }

    [Fact]
    public async Task What_an_earlier_process_wrote_is_taken_over_and_serves_on_when_this_one_ends()
    {
        var web = await _nginx.ReplicaAsync("127.0.41.1");
        var earlier = await _nginx.OpenAsync(new Routes().App("web", web).App("old", web));
        await earlier.DisposeAsync();
        Assert.StartsWith(web.Address, await _nginx.TextAsync("/old/"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(_nginx.FileOf(".orchestry-0.tmp"), "half of a fi");

        await _nginx.OpenAsync(new Routes().App("web", web));

        Assert.Equal(["00-orchestry.conf", "app-web.conf", "orchestry-server.inc", "zz-orchestry.conf"], _nginx.Files());
    }

    [Fact]
    public async Task A_folder_that_can_t_be_made_is_said()
    {
        await File.WriteAllTextAsync($"{_nginx.Folder}/file", "");
        _nginx.Options.ConfigPath = $"{_nginx.Folder}/file/orchestry.d";
        var ingress = _nginx.Ingress();

        Assert.False(await ingress.ApplyAsync(new Routes(), CancellationToken.None));

        Assert.Contains("NGINX_CONFIG_PATH", ingress.State.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("least_conn")]
    [InlineData("round_robin")]
    [InlineData("ip_hash")]
    [InlineData("random")]
    public async Task Every_method_of_choosing_a_replica_is_one_that_nginx_knows(string method)
    {
        _nginx.Options.UpstreamMethod = method;
        var (one, two) = (await _nginx.ReplicaAsync("127.0.41.1"), await _nginx.ReplicaAsync("127.0.41.2"));
        await _nginx.OpenAsync(new Routes().App("web", one, two).App("sticky", new IngressSpec { Sticky = true }, one, two));

        Assert.StartsWith("127.0.41.", await _nginx.TextAsync("/web/"), StringComparison.Ordinal);
        Assert.StartsWith("127.0.41.", await _nginx.TextAsync("/sticky/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reloads_under_load_lose_no_request()
    {
        var replicas = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => _nginx.ReplicaAsync($"127.0.41.{i}")));
        var ingress = await _nginx.OpenAsync(new Routes().App("web", replicas[..2]));
        var (asked, isEnough) = (0, false);
        var faults = new System.Collections.Concurrent.ConcurrentBag<string>();
        var load = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isEnough))
            {
                Interlocked.Increment(ref asked);
                try
                {
                    try
                    {
                        Assert.StartsWith(
                            "127.0.41.", await (client < 4 ? _nginx.FreshTextAsync("/web/") : _nginx.TextAsync("/web/")), StringComparison.Ordinal);
                    }
                    catch (HttpRequestException error) when (client >= 4 && error.StatusCode is null)
                    {
                        // A connection kept from before was closed as it was taken up again: what a client must expect, and then asks anew.
                        await _nginx.FreshTextAsync("/web/");
                    }
                }
                catch (HttpRequestException error)
                {
                    faults.Add(error.ToString());
                }
            }
        })).ToArray();
        var reloads = 0;
        while (Volatile.Read(ref asked) < 4000 || reloads < 5)
        {
            reloads++;
            await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", replicas[(reloads % 3)..][..2]));
        }

        Volatile.Write(ref isEnough, true);
        await Task.WhenAll(load);

        Assert.True(faults.IsEmpty, string.Join('\n', faults.Take(3)));
        await Eventually.TrueAsync(() => ingress.ReadTraffic().Apps.Single().Requests >= asked);
        Assert.Equal(asked, ingress.ReadTraffic().Apps.Single().ByClass[1]);
    }
}
