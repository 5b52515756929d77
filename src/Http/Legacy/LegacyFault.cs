using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestry.Contracts;
using Orchestry.Contracts.Legacy;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Legacy;

/// <summary>A failure as the dialect has it: one sentence.</summary>
internal abstract class LegacyFault : Reply
{
    public static Task WriteAsync(HttpContext http, int status, string detail) =>
        SendAsync(http, status, JsonSerializer.SerializeToUtf8Bytes(new LegacyError(detail), ContractsJson.Wire.LegacyError));
}
