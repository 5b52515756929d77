using Microsoft.AspNetCore.Http;
using Orchestry.Contracts;
using Orchestry.Http.Gate;

namespace Orchestry.Http.Replies;

/// <summary>
/// <c>X-Orchestry-Outcome</c>, where a write is answered <see cref="ErrorCodes.ClusterNotReady"/> or <see cref="ErrorCodes.DatabaseError"/>: <c>unchanged</c>
/// when it was not carried out, so that it may be sent again whatever it asks for; <c>unknown</c> when nobody can say.
/// </summary>
internal static class OutcomeHeader
{
    public const string Name = "X-Orchestry-Outcome";

    public const string Unchanged = "unchanged";

    public const string Unknown = "unknown";

    /// <summary>Sets it, where the request and the code of the answer are such.</summary>
    public static void Set(HttpContext http, string code, bool isUnknown)
    {
        if (RequestGate.IsWrite(http.Request.Method) && code is ErrorCodes.ClusterNotReady or ErrorCodes.DatabaseError)
        {
            http.Response.Headers[Name] = isUnknown ? Unknown : Unchanged;
        }
    }
}
