using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Nginx;
using Orchestry.Testing;
using Orchestry.Testing.Network;

namespace Orchestry.Ingress.Tests.Nginx;

/// <summary>An nginx of the test's own, as an operator would have it: with its configuration, and the include of our folder in it.</summary>
internal sealed class PrivateNginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";

    // A connection is used once: asking for it to be closed says nothing of how old the connection is that carries the request.
    private readonly HttpClient _fresh = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = TestKit.Guard,
    };
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly string _arguments;
    private Process? _process;

    private PrivateNginx()
    {
        Folder = Directory.CreateTempSubdirectory("orchestry-nginx-").FullName;
        _arguments = $"-p {Folder} -c {Folder}/nginx.conf -e {Folder}/error.log";
        Port = FreePort.Next();
        Options = new NginxOptions
        {
            ConfigPath = $"{Folder}/orchestry.d",
            LogPath = $"{Folder}/log",
            TestCommand = $"nginx -t {_arguments}",
            ReloadCommand = $"nginx -s reload {_arguments}",
            ReopenCommand = $"nginx -s reopen {_arguments}",
            ListenPort = Port,
            LogInterval = TimeSpan.FromMilliseconds(50),
            ReloadTimeout = TimeSpan.FromSeconds(20),
        };
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{Port}"),
            Timeout = TestKit.Guard,
        };
    }

    public string Folder { get; }

    public int Port { get; }

    public NginxOptions Options { get; }

    public HttpClient Client { get; }

    public CapturingLoggerFactory Logs { get; } = new();

    /// <summary>The processes that take connections.</summary>
    public async Task<IReadOnlyList<int>> WorkersAsync()
    {
        var told = await TextAsync("/", RoutePlan.GenerationHost);
        return [.. WorkerProcesses.Beside(int.Parse(told.Split(' ')[0], CultureInfo.InvariantCulture)).Where(w => !w.IsLeaving).Select(w => w.Pid).Order()];
    }

    public static async Task<PrivateNginx> StartAsync(bool isRunning = true)
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException("nginx is missing: apt-get install nginx-light.");
        }

        var nginx = new PrivateNginx();
        Directory.CreateDirectory(nginx.Options.ConfigPath);
        await File.WriteAllTextAsync($"{nginx.Folder}/nginx.conf", string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes 2;
            pid {{nginx.Folder}}/nginx.pid;
            events { worker_connections 1024; }
            http {
                gzip on;
                access_log off;
                client_body_temp_path {{nginx.Folder}}/body;
                proxy_temp_path {{nginx.Folder}}/proxy;
                fastcgi_temp_path {{nginx.Folder}}/fastcgi;
                uwsgi_temp_path {{nginx.Folder}}/uwsgi;
                scgi_temp_path {{nginx.Folder}}/scgi;
                include {{nginx.Options.ConfigPath}}/*.conf;
            }
            """));
        if (isRunning)
        {
            await nginx.RunAsync();
        }

        return nginx;
    }

    /// <summary>Starts the program. When this returns it takes signals.</summary>
    public async Task RunAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Program, [.. _arguments.Split(' '), "-g", "daemon off;"]) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var pid = $"{Folder}/nginx.pid";
        await Eventually.TrueAsync(() => File.Exists(pid) && new FileInfo(pid).Length > 0 ? true : !_process.HasExited ? false : throw new InvalidOperationException(
            $"nginx did not start: {File.ReadAllText($"{Folder}/error.log")}"));
    }

    /// <summary>An ingress that configures it; disposed of with it.</summary>
    public NginxIngress Ingress(TimeProvider? clock = null)
    {
        var ingress = new NginxIngress(Options, clock ?? TimeProvider.System, new Logger<NginxIngress>(Logs));
        _owned.Add(ingress);
        return ingress;
    }

    /// <summary>An ingress that counts, with this table in force.</summary>
    public async Task<NginxIngress> OpenAsync(RoutingTable table)
    {
        var ingress = Ingress();
        await ApplyAsync(ingress, table);
        await ingress.OpenAsync(CancellationToken.None);
        return ingress;
    }

    public static async Task ApplyAsync(NginxIngress ingress, RoutingTable table)
    {
        var isInForce = await ingress.ApplyAsync(table, CancellationToken.None);
        Assert.True(isInForce, ingress.State.Fault);
    }

    /// <summary>A replica, stopped with this.</summary>
    public async Task<TestReplica> ReplicaAsync(string address)
    {
        var replica = await TestReplica.StartAsync(address);
        _owned.Add(replica);
        return replica;
    }

    /// <summary>Sends this and reads to the end, byte for byte, from a loopback address of choice.</summary>
    public async Task<string> RawAsync(string request, string from = "127.0.0.1")
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Asks, with the path as it is written and this host.</summary>
    public async Task<HttpResponseMessage> AskAsync(string path, string? host = null, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RawUri(path));
        request.Headers.Host = host;
        with?.Invoke(request);
        return await Client.SendAsync(request);
    }

    /// <summary>Asks, and reads the answer, which must be a good one.</summary>
    public async Task<string> TextAsync(string path, string? host = null, Action<HttpRequestMessage>? with = null)
    {
        using var response = await AskAsync(path, host, with);
        return await GoodAsync(response);
    }

    /// <summary>As <see cref="TextAsync"/>, on a connection of its own.</summary>
    public async Task<string> FreshTextAsync(string path)
    {
        using var response = await _fresh.GetAsync(RawUri(path));
        return await GoodAsync(response);
    }

    private static async Task<string> GoodAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text : throw new HttpRequestException($"{(int)response.StatusCode}: {text}", null, response.StatusCode);
    }

    /// <summary>Names of the files in our folder.</summary>
    public IReadOnlyList<string> Files() => [.. Directory.GetFiles(Options.ConfigPath).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>What is in our folder, by name.</summary>
    public SortedDictionary<string, string> Contents() => new(Files().ToDictionary(f => f, f => File.ReadAllText(Path.Combine(Options.ConfigPath, f))));

    public string FileOf(string file) => Path.Combine(Options.ConfigPath, file);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _fresh.Dispose();
        try
        {
            foreach (var owned in Enumerable.Reverse(_owned))
            {
                await owned.DisposeAsync();
            }
        }
        finally
        {
            if (_process is not null)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
                _process.Dispose();
            }

            Directory.Delete(Folder, recursive: true);
        }
    }

    private Uri RawUri(string path) => new(
        $"http://127.0.0.1:{Port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
