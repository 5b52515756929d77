namespace Orchestry.Http.Errors;

/// <summary>A kind of error answer: its public code, its status, and the fixed sentence of its <c>error</c> field.</summary>
internal sealed record ErrorKind(string Code, int Status, string Sentence)
{
    /// <summary>Seconds after which the same request may well succeed (<c>Retry-After</c>); null where time alone mends nothing.</summary>
    public int? RetryAfter { get; init; }
}
