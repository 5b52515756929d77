namespace Orchestry.Ingress.Embedded;

/// <summary>A connection made for a request broke before there was an answer; tells the connection pool to make no other one for it.</summary>
internal sealed class ConnectionBrokeException() : IOException("The connection broke before there was an answer.");
