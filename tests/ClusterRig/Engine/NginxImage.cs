using System.Diagnostics;
using System.Formats.Tar;
using System.Text;

namespace Orchestry.ClusterRig;

/// <summary>
/// Two releases of a fast web server, made of this machine's nginx and the libraries it is linked with: busybox starts a process per request and
/// keeps no connection, which would be all that a load on it shows.
/// </summary>
internal static class NginxImage
{
    private const string Program = "/usr/sbin/nginx";

    private const string Dockerfile = """
        FROM scratch AS fast
        COPY files/ /
        COPY first.conf /nginx.conf
        EXPOSE 80
        ENTRYPOINT ["/usr/sbin/nginx", "-e", "stderr", "-c", "/nginx.conf"]

        FROM fast AS fast2
        COPY second.conf /nginx.conf

        """;

    public static string First => Images.Tag("fast");

    public static string Second => Images.Tag("fast2");

    public static async Task BuildAsync(Engine engine)
    {
        Assert.True(File.Exists(Program), $"These tests need nginx at {Program} (Debian: apt-get install nginx-light).");
        var context = await ContextAsync();
        foreach (var (target, tag) in new[] { ("fast", First), ("fast2", Second) })
        {
            using var tar = new MemoryStream(context, writable: false);
            await engine.BuildAsync(tar, target, tag);
        }
    }

    public static async Task RemoveAsync(Engine engine)
    {
        await engine.DeleteAsync($"images/{Second}?force=true");
        await engine.DeleteAsync($"images/{First}?force=true");
    }

    private static string Configuration(int release) => $$"""
        user root;
        daemon off;
        worker_processes 1;
        pid /tmp/pid;
        events { worker_connections 4096; }
        http {
            access_log off;
            client_body_temp_path /tmp/body;
            proxy_temp_path /tmp/proxy;
            fastcgi_temp_path /tmp/fastcgi;
            uwsgi_temp_path /tmp/uwsgi;
            scgi_temp_path /tmp/scgi;
            keepalive_requests 1000000;
            server {
                listen 80;
                add_header X-Replica $hostname;
                location / { return 200 "$hostname {{release}}\n"; }
                location = /slow { root /www; limit_rate 20k; }
            }
        }

        """;

    private static async Task<byte[]> ContextAsync()
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            await Images.AddAsync(writer, "Dockerfile", Encoding.UTF8.GetBytes(Dockerfile));
            await Images.AddAsync(writer, "first.conf", Encoding.UTF8.GetBytes(Configuration(1)));
            await Images.AddAsync(writer, "second.conf", Encoding.UTF8.GetBytes(Configuration(2)));
            // Three seconds' worth at the rate above.
            await Images.AddAsync(writer, "files/www/slow", Encoding.UTF8.GetBytes(new string('.', 60 * 1024) + "\n"));
            await Images.AddAsync(writer, "files/etc/passwd", "root:x:0:0:root:/:/none\n"u8.ToArray());
            await Images.AddAsync(writer, "files/etc/group", "root:x:0:\n"u8.ToArray());
            await Images.AddAsync(writer, "files/tmp/empty", []);
            foreach (var file in (string[])[Program, .. await LibrariesAsync()])
            {
                await Images.AddAsync(writer, $"files{file}", await File.ReadAllBytesAsync(file));
            }
        }

        return tar.ToArray();
    }

    /// <summary>The loader and the libraries, at the paths where the program looks for them.</summary>
    private static async Task<IEnumerable<string>> LibrariesAsync()
    {
        using var ldd = Process.Start(new ProcessStartInfo("ldd", [Program]) { RedirectStandardOutput = true })!;
        var told = await ldd.StandardOutput.ReadToEndAsync();
        await ldd.WaitForExitAsync();
        return told.Split('\n').SelectMany(line => line.Split(' ', '\t').Where(word => word.StartsWith('/')).Take(1));
    }
}
