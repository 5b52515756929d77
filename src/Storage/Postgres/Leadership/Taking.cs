namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>What became of an attempt to take office.</summary>
/// <param name="Term">The new term; null when it was not allowed yet.</param>
/// <param name="Remaining">How long the lease in force is still valid; zero or less when something else stood in the way.</param>
/// <param name="HasLock">Whether the session has the lock.</param>
/// <param name="SentAt">The monotonic timestamp from before the new lease was sent.</param>
internal readonly record struct Taking(long? Term, TimeSpan Remaining, bool HasLock, long SentAt);
