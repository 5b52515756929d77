namespace Orchestry.Benchmarks.Rollout;

/// <summary>How long the run is and what it goes through.</summary>
/// <param name="Rounds">Rounds of a rollout, a scale-out, a scale-in and a crash, at least.</param>
/// <param name="Requests">Requests, at least.</param>
/// <param name="Limit">When it is given up.</param>
/// <param name="IsNginx">Whether an nginx per node brings the requests; else the proxy inside each controller.</param>
/// <param name="Clients">Clients that keep their connection.</param>
/// <param name="BriefClients">Clients that make one for each request.</param>
/// <param name="Sessions">WebSocket sessions held open.</param>
internal sealed record RolloutOptions(int Rounds, int Requests, TimeSpan Limit, bool IsNginx, int Clients, int BriefClients, int Sessions);
