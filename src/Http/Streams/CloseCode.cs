namespace Orchestry.Http.Streams;

/// <summary>Why the server ends a stream: the numbers of WebSockets (RFC 6455, 7.4.1, and IANA's registry), which Server-Sent Events give as well.</summary>
internal static class CloseCode
{
    public const int Over = 1000;
    public const int NodeStops = 1001;
    public const int MessageTooBig = 1009;
    public const int Failed = 1011;
    public const int TooSlow = 1013;

    public const int TokenOver = 3000;

    public const string OverReason = "The application was removed";
    public const string NodeStopsReason = "This node stops; go on at another one";
    public const string TokenOverReason = "The token is not valid any more";
}
