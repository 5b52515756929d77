using System.Net;
using System.Net.Sockets;
using Orchestry.Cli.Commands;
using Orchestry.Cli.Contexts;

namespace Orchestry.Cli.Diagnosis;

/// <summary>Looks at this machine: what a controller started here would stand on, and the files of contexts.</summary>
internal static class MachineChecks
{
    private const int OwnerOnly = 0b110_000_000;

    public static Finding Contexts(Session session)
    {
        try
        {
            var all = session.Contexts.All;
            return Finding.Ok("contexts", $"{(all.Count == 0 ? "none" : $"{all.Count} in {session.Contexts.ConfigFile}")}; "
                + $"{string.Join(", ", session.Connection.Endpoints.Select(e => e.OriginalString))} is asked, {session.Connection.Origin}");
        }
        catch (CommandFailure failure)
        {
            return Finding.Fail("contexts", string.Join("; ", failure.Lines.Prepend(failure.Message)), failure.Advice ?? "");
        }
    }

    /// <summary>Whoever reads the tokens is who they are of.</summary>
    public static Finding Tokens(ContextFolder folder)
    {
        if (!File.Exists(folder.TokenFile))
        {
            return Finding.Ok("tokens", "none are kept");
        }

        return OperatingSystem.IsWindows() || ((int)File.GetUnixFileMode(folder.TokenFile) & ~OwnerOnly) == 0
            ? Finding.Ok("tokens", $"{folder.TokenFile} is readable by you only")
            : Finding.Fail("tokens", $"{folder.TokenFile} is readable by others", $"chmod 600 {folder.TokenFile}");
    }

    /// <summary>Whether an engine would be found here. Only told where no controller answers: else the controller's own look at its engine counts.</summary>
    public static async Task<Finding> EngineAsync(Surroundings around, CancellationToken cancellationToken)
    {
        var address = around.Variable("DOCKER_HOST") is { Length: > 0 } named ? named : "unix:///var/run/docker.sock";
        if (!address.StartsWith("unix://", StringComparison.Ordinal))
        {
            return Finding.Ok("engine", $"{address} (not looked at from here)");
        }

        var path = address["unix://".Length..];
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return Finding.Ok("engine", $"something listens on {path}");
        }
        catch (SocketException refused)
        {
            return Finding.Fail("engine", $"{path}: {refused.Message}", refused.SocketErrorCode == SocketError.AccessDenied
                ? "adduser $USER docker, then log in again" : "systemctl start docker, or set DOCKER_HOST");
        }
    }

    /// <summary>Whether a controller could listen there.</summary>
    public static Finding Port(Uri endpoint)
    {
        if (!endpoint.IsLoopback)
        {
            return Finding.Ok("port", $"{endpoint.Authority} is another machine's");
        }

        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, endpoint.Port);
            listener.Start();
            return Finding.Ok("port", $"{endpoint.Port} is free for a controller");
        }
        catch (SocketException taken)
        {
            return Finding.Fail("port", $"{endpoint.Port}: {taken.Message}", $"ss -ltnp 'sport = :{endpoint.Port}' shows who has it; or set ORCHESTRY_PORT");
        }
    }

    public static Finding Program(Surroundings around) => ControllerProgram.Find(around) is { } program
        ? Finding.Ok("orchestryd", program)
        : Finding.Warn("orchestryd", "not beside this command, nor on the PATH", "unpack it beside this command, if the controller is to run here");
}
