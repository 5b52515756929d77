namespace Orchestry.Contracts.Legacy;

/// <summary>Every failure of the dialect.</summary>
/// <param name="Detail">What went wrong.</param>
public sealed record LegacyError(string Detail);

/// <summary>Answer of <c>POST /apps/register</c>.</summary>
/// <param name="Status"><c>registered</c>.</param>
/// <param name="App">The application.</param>
/// <param name="Message">What was done, for people.</param>
public sealed record LegacyRegistered(string Status, string App, string Message);

/// <summary>Answer of <c>POST /apps/{name}/up</c>.</summary>
/// <param name="Status"><c>started</c>.</param>
/// <param name="App">The application.</param>
/// <param name="Replicas">Replicas it has now.</param>
/// <param name="Adopted">Of these, the ones that ran before.</param>
/// <param name="Started">Of these, the ones that were started.</param>
public sealed record LegacyStarted(string Status, string App, int Replicas, int Adopted, int Started);

/// <summary>Answer of <c>POST /apps/{name}/down</c>.</summary>
/// <param name="Status"><c>stopped</c>.</param>
/// <param name="App">The application.</param>
/// <param name="ContainersStopped">Containers that ran before.</param>
public sealed record LegacyStopped(string Status, string App, int ContainersStopped);

/// <summary>Answer of <c>POST /apps/{name}/scale</c>.</summary>
/// <param name="Status"><c>scaled</c>, or <c>no_change</c>.</param>
/// <param name="App">The application.</param>
/// <param name="Replicas">Replicas it has now.</param>
public sealed record LegacyScaled(string Status, string App, int Replicas);

/// <summary>Answer of <c>DELETE /apps/{name}</c>.</summary>
/// <param name="Status"><c>deleted</c>.</param>
/// <param name="App">The application.</param>
/// <param name="Message">What was done, for people.</param>
public sealed record LegacyDeleted(string Status, string App, string Message);

/// <summary>Answer of <c>POST /apps/{name}/policy</c>.</summary>
/// <param name="Status"><c>updated</c>.</param>
/// <param name="App">The application.</param>
/// <param name="Policy">What was asked for.</param>
public sealed record LegacyPolicy(string Status, string App, System.Text.Json.JsonElement Policy);
