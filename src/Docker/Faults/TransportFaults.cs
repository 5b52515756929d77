using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Orchestry.Core.Engine;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Faults;

/// <summary>Says what a broken, silent or incomprehensible connection means.</summary>
internal static class TransportFaults
{
    public static EngineFault From(Exception error, Deadline deadline, EngineRequest request, EngineEndpoint endpoint) => error switch
    {
        OperationCanceledException when deadline.HasPassed => new EngineFault(
            EngineFaultKind.Timeout,
            $"The engine at {endpoint.Display} did not {request.Purpose} within {deadline.Timeout.TotalSeconds:0.#} s.",
            "It may have acted all the same; look at the engine's load and its log."),
        OperationCanceledException or ObjectDisposedException => new EngineFault(
            EngineFaultKind.Unreachable, $"The connection to the engine was closed by this program before it could {request.Purpose}."),
        JsonException => new EngineFault(
            EngineFaultKind.EngineFailure,
            $"The engine at {endpoint.Display} was asked to {request.Purpose} and its answer is not what its API promises.",
            "Check that DOCKER_HOST points to a Docker engine."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new EngineFault(
            EngineFaultKind.EngineFailure, $"The engine was asked to {request.Purpose} and its answer is longer than 16 MiB."),
        _ => FromConnection(error, endpoint),
    };

    private static EngineFault FromConnection(Exception error, EngineEndpoint endpoint)
    {
        if (Find<AuthenticationException>(error) is { } refused)
        {
            return new EngineFault(
                EngineFaultKind.AccessDenied,
                $"No trusted connection to the engine at {endpoint.Display}: {EngineWords.Clean(refused.Message)}.",
                "Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH against the engine's certificate authority.");
        }

        return Find<SocketException>(error)?.SocketErrorCode switch
        {
            SocketError.AccessDenied => new EngineFault(
                EngineFaultKind.AccessDenied,
                $"Permission denied on the engine's socket {endpoint.Display}.",
                "Add the user that runs this program to the group docker, then log in again."),
            _ when error is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
                or SocketException => new EngineFault(
                EngineFaultKind.Unreachable,
                $"No Docker engine answers at {endpoint.Display}: {EngineWords.Clean(Root(error).Message)}.",
                endpoint.SocketPath is null
                    ? "Check DOCKER_HOST and that the engine listens there."
                    : "Start it (systemctl start docker) or set DOCKER_HOST."),
            _ => new EngineFault(
                EngineFaultKind.Unreachable,
                $"The connection to the engine at {endpoint.Display} broke: {EngineWords.Clean(Root(error).Message)}.",
                endpoint.IsTls ? "When it breaks at once, the engine may not trust the certificate in DOCKER_CERT_PATH." : ""),
        };
    }

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static Exception Root(Exception error) => Find<SocketException>(error) ?? error;
}
