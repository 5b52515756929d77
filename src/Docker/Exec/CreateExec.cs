namespace Orchestry.Docker.Exec;

/// <summary>The body of <c>POST /containers/{id}/exec</c>.</summary>
internal sealed record CreateExec(IReadOnlyList<string> Cmd)
{
    public bool AttachStdout { get; init; } = true;

    public bool AttachStderr { get; init; } = true;
}

/// <summary>The body of <c>POST /exec/{id}/start</c>: attached, no terminal.</summary>
internal sealed record StartExec(bool Detach, bool Tty);

/// <summary>The part of <c>GET /exec/{id}/json</c> that we use.</summary>
internal sealed record ExecDetails(bool Running, int? ExitCode);
