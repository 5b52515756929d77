using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orchestry.Testing.Network;

namespace Orchestry.ClusterRig;

/// <summary>An nginx as an operator has it, with the include of the controller's folder in its configuration. Gone in the end, folder and all.</summary>
internal sealed class OperatorNginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestry-nginx-").FullName;
    private readonly string _arguments;
    private readonly int _port;
    private Process? _process;

    private readonly string _more;

    private OperatorNginx(string more)
    {
        _more = more;
        _port = FreePort.Next();
        _arguments = $"-p {_folder} -c {_folder}/nginx.conf -e {_folder}/error.log";
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));
    }

    /// <summary>Where it takes requests, once a controller has configured it.</summary>
    public Uri Address { get; }

    /// <summary>Its error log.</summary>
    public string Log => File.Exists($"{_folder}/error.log") ? File.ReadAllText($"{_folder}/error.log") : "";

    /// <summary>Starts one that listens nowhere yet.</summary>
    /// <param name="more">Something of the operator's own within the http block; <c>FOLDER</c> is its folder.</param>
    public static async Task<OperatorNginx> StartAsync(string more = "")
    {
        Assert.True(File.Exists(Program), $"These tests need nginx at {Program} (Debian: apt-get install nginx-light).");
        var nginx = new OperatorNginx(more);
        await nginx.RunAsync();
        return nginx;
    }

    /// <summary>What a controller needs to configure it.</summary>
    public void Describe(IDictionary<string, string> settings)
    {
        settings["INGRESS_MODE"] = "nginx";
        settings["INGRESS_PORT"] = _port.ToString(CultureInfo.InvariantCulture);
        settings["NGINX_CONFIG_PATH"] = $"{_folder}/orchestry.d";
        settings["NGINX_LOG_PATH"] = $"{_folder}/log";
        settings["NGINX_TEST_COMMAND"] = $"{Program} -t {_arguments}";
        settings["NGINX_RELOAD_COMMAND"] = $"{Program} -s reload {_arguments}";
        settings["NGINX_REOPEN_COMMAND"] = $"{Program} -s reopen {_arguments}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync()
    {
        Directory.CreateDirectory($"{_folder}/orchestry.d");
        await File.WriteAllTextAsync($"{_folder}/nginx.conf", $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes 2;
            pid {{_folder}}/nginx.pid;
            events { worker_connections 1024; }
            http {
                access_log off;
                keepalive_requests 1000000;
                client_body_temp_path {{_folder}}/body;
                proxy_temp_path {{_folder}}/proxy;
                fastcgi_temp_path {{_folder}}/fastcgi;
                uwsgi_temp_path {{_folder}}/uwsgi;
                scgi_temp_path {{_folder}}/scgi;
                include {{_folder}}/orchestry.d/*.conf;
            {{_more.Replace("FOLDER", _folder, StringComparison.Ordinal)}}
            }

            """);
        _process = Process.Start(new ProcessStartInfo(Program, [.. _arguments.Split(' '), "-g", "daemon off;"]))!;
        var pid = new FileInfo($"{_folder}/nginx.pid");
        await Until.TrueAsync("nginx running", () =>
        {
            Assert.False(_process.HasExited, $"nginx did not start: {Log}");
            pid.Refresh();
            return Task.FromResult(pid is { Exists: true, Length: > 0 });
        });
    }
}
