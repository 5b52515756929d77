using System.Net;
using Orchestry.Core.Engine;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Faults;

/// <summary>The one place where an engine's refusal becomes a cause and an advice.</summary>
internal static class EngineFaults
{
    // First match wins, so what is specific stands before what is general. The engine has no error codes: its words are all there is,
    // and these have been stable from 20.10 on.
    private static readonly (string Words, EngineFaultKind Kind, string Advice)[] Causes =
    [
        ("no space left on device", EngineFaultKind.InsufficientResources, "Free disk space on the engine's host (docker system df shows where it went)."),
        ("port is already allocated", EngineFaultKind.PortTaken, "Free that port on the host, or choose another."),
        ("address already in use", EngineFaultKind.PortTaken, "Free that address or port on the host, or choose another."),
        ("non-overlapping IPv4 address pool", EngineFaultKind.InsufficientResources, "Remove unused networks (docker network prune), or name a free subnet."),
        ("predefined address pools have been fully subnetted", EngineFaultKind.InsufficientResources, "Remove unused networks (docker network prune), or name a free subnet."),
        ("no available IPv4 addresses", EngineFaultKind.InsufficientResources, "The network is full: remove containers from it, or use a larger subnet."),
        ("Range of CPUs is from", EngineFaultKind.InsufficientResources, "Ask for fewer processors, or use a larger host."),
        ("cannot allocate memory", EngineFaultKind.InsufficientResources, "Free memory on the engine's host."),
        ("Minimum memory limit", EngineFaultKind.InvalidRequest, "Raise the memory limit."),
        ("OOM-killed", EngineFaultKind.InvalidRequest, "Raise the memory limit: the container's first process did not fit into it."),
        ("HTTP request to an HTTPS server", EngineFaultKind.AccessDenied, "The engine wants TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH."),
        ("Pool overlaps with other one", EngineFaultKind.Conflict, "Choose a subnet that no other network of the engine uses."),
        ("has active endpoints", EngineFaultKind.Conflict, "Remove the containers on that network first."),
        ("No such image", EngineFaultKind.ImageNotFound, "Pull or build the image, or correct its name."),
    ];

    private static readonly (string Words, EngineFaultKind Kind, string Advice)[] StartCauses =
    [
        ("bind source path does not exist", EngineFaultKind.CannotStart, "Create that path on the engine's host, or correct the mount."),
        ("not a directory", EngineFaultKind.CannotStart, "A file can only be mounted on a file, a folder only on a folder."),
        ("executable file not found", EngineFaultKind.CannotStart, "Correct the command: the image has no such program."),
        ("no such file or directory", EngineFaultKind.CannotStart, "Correct the command or the mount: the image has no such file."),
        ("permission denied", EngineFaultKind.CannotStart, "Correct the command: that file can't be executed."),
        ("exec format error", EngineFaultKind.CannotStart, "The image is built for another processor architecture."),
        ("OCI runtime create failed", EngineFaultKind.CannotStart, "Correct the command, mounts or limits."),
    ];

    private static readonly (string Words, EngineFaultKind Kind, string Advice)[] UploadCauses =
    [
        ("no space left on device", EngineFaultKind.InsufficientResources, "Free disk space on the engine's host (docker system df shows where it went)."),
        ("No such container", EngineFaultKind.NotFound, ""),
        ("annot overwrite directory", EngineFaultKind.CannotStart, "The image has a folder of that path: mount the config at another one."),
        ("annot overwrite non-directory", EngineFaultKind.CannotStart, "The image has a file where that path needs a folder: mount the config at another one."),
        ("not a directory", EngineFaultKind.CannotStart, "The image has a file where that path needs a folder: mount the config at another one."),
        ("is a directory", EngineFaultKind.CannotStart, "The image has a folder of that path: mount the config at another one."),
        ("read-only", EngineFaultKind.CannotStart, "Mount the config at a path that is not read-only."),
    ];

    private static readonly (string Words, EngineFaultKind Kind, string Advice)[] PullCauses =
    [
        ("no space left on device", EngineFaultKind.InsufficientResources, "Free disk space on the engine's host (docker system df shows where it went)."),
        ("invalid reference format", EngineFaultKind.InvalidRequest, "Correct the image's name."),
        ("no such host", EngineFaultKind.RegistryUnavailable, "The engine's host can't resolve the registry's name."),
        ("pull access denied", EngineFaultKind.ImageNotFound, "Correct the image's name, or give credentials that may read it."),
        ("manifest unknown", EngineFaultKind.ImageNotFound, "Correct the image's tag."),
        ("no matching manifest", EngineFaultKind.ImageNotFound, "The image exists, but not for this host's processor architecture."),
        ("unauthorized", EngineFaultKind.RegistryUnavailable, "Check the registry credentials."),
        ("authentication required", EngineFaultKind.RegistryUnavailable, "Check the registry credentials."),
        ("denied: ", EngineFaultKind.RegistryUnavailable, "Check the registry credentials."),
        ("toomanyrequests", EngineFaultKind.RegistryUnavailable, "The registry limits pulls: log in, or wait."),
        ("not found", EngineFaultKind.ImageNotFound, "Correct the image's name or tag."),
        ("does not exist", EngineFaultKind.ImageNotFound, "Correct the image's name or tag."),
    ];

    /// <summary>What an answer outside 2xx means.</summary>
    public static EngineFault From(HttpStatusCode status, string message, EngineRequest request)
    {
        var words = EngineWords.Clean(message.Length == 0 ? $"status {(int)status}" : message);
        var (kind, advice) = Recognise(message, request.Operation) ?? ByStatus(status, request.Operation);
        return new EngineFault(kind, $"The engine could not {request.Purpose}: {words}.", advice);
    }

    /// <summary>What an error reported inside a stream that began well means.</summary>
    public static EngineFault FromStream(string message, EngineRequest request) =>
        From(HttpStatusCode.InternalServerError, message, request);

    /// <summary>Whether the engine refused the version prefix, as one that was upgraded or downgraded behind our back does.</summary>
    public static bool IsVersionRefusal(HttpStatusCode status, string message) =>
        status == HttpStatusCode.BadRequest && message.Contains("client version", StringComparison.Ordinal)
        && message.Contains("API version is", StringComparison.Ordinal);

    private static (EngineFaultKind Kind, string Advice)? Recognise(string message, EngineOperation operation) => operation switch
    {
        EngineOperation.PullImage => Search(PullCauses, message),
        EngineOperation.UploadFiles => Search(UploadCauses, message),
        EngineOperation.StartContainer => Search(Causes, message) ?? Search(StartCauses, message),
        _ => Search(Causes, message),
    };

    private static (EngineFaultKind Kind, string Advice)? Search((string Words, EngineFaultKind Kind, string Advice)[] causes, string message)
    {
        foreach (var cause in causes)
        {
            if (message.Contains(cause.Words, StringComparison.OrdinalIgnoreCase))
            {
                return (cause.Kind, cause.Advice);
            }
        }

        return null;
    }

    private static (EngineFaultKind Kind, string Advice) ByStatus(HttpStatusCode status, EngineOperation operation) => (status, operation) switch
    {
        (HttpStatusCode.NotFound, EngineOperation.FindImage or EngineOperation.PullImage) =>
            (EngineFaultKind.ImageNotFound, "Correct the image's name or tag."),
        (HttpStatusCode.BadRequest, _) => (EngineFaultKind.InvalidRequest, ""),
        (_, EngineOperation.PullImage) => (EngineFaultKind.RegistryUnavailable, "Check that the engine's host reaches the registry."),
        (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) =>
            (EngineFaultKind.AccessDenied, "The engine's authorization refuses this program; ask whoever runs it."),
        (HttpStatusCode.NotFound, _) => (EngineFaultKind.NotFound, ""),
        (HttpStatusCode.Conflict, _) => (EngineFaultKind.Conflict, ""),
        _ => (EngineFaultKind.EngineFailure, "Look at the engine's log (journalctl -u docker)."),
    };
}
