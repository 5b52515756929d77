using System.Runtime.CompilerServices;

namespace Orchestry.Actors.Kernel.Streams;

/// <summary>How a failed source is run again.</summary>
/// <param name="MinBackoff">Pause after a first failure; it doubles with every further one.</param>
/// <param name="MaxBackoff">The longest pause.</param>
public sealed record RestartSettings(TimeSpan MinBackoff, TimeSpan MaxBackoff)
{
    /// <summary>Which failures it is worth trying again after. Default: all.</summary>
    public Func<Exception, bool> RestartsOn { get; init; } = static _ => true;

    /// <summary>Told of every failure that is tried again, with how many there were in a row.</summary>
    public Action<Exception, int> OnFailure { get; init; } = static (_, _) => { };
}

/// <summary>Sources that outlive their failures.</summary>
public static class RestartSource
{
    /// <summary>
    /// Runs a source, and after a failure and a pause another one, until one completes. What the failed one had still to give is up to the next:
    /// the factory is asked each time. An element clears the count of failures.
    /// </summary>
    public static Source<T> OnFailuresWithBackoff<T>(RestartSettings settings, TimeProvider clock, Func<Source<T>> factory) =>
        Source.From(cancellationToken => RunAsync(settings, clock, factory, cancellationToken));

    private static async IAsyncEnumerable<T> RunAsync<T>(
        RestartSettings settings, TimeProvider clock, Func<Source<T>> factory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            Exception failure;
            await using (var elements = factory().RunAsAsyncEnumerable(cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (true)
                {
                    try
                    {
                        if (!await elements.MoveNextAsync().ConfigureAwait(false))
                            yield break;
                    }
                    catch (Exception error) when (settings.RestartsOn(error) && !cancellationToken.IsCancellationRequested)
                    {
                        failure = error;
                        break;
                    }

                    failures = 0;
                    yield return elements.Current;
                }
            }

            settings.OnFailure(failure, ++failures);
            await Task.Delay(PauseAfter(failures, settings), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TimeSpan PauseAfter(int failures, RestartSettings settings)
    {
        // As a number: a pause that doubles for long enough is more than a TimeSpan holds.
        var ticks = settings.MinBackoff.Ticks * Math.Pow(2, failures - 1);
        return ticks < settings.MaxBackoff.Ticks ? TimeSpan.FromTicks((long)ticks) : settings.MaxBackoff;
    }
}
