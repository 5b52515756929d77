using Orchestry.Actors.Kernel.Streams;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams;

/// <summary>What all who read from a hub have in common.</summary>
internal static class HubReading
{
    public const string TooSlow = "The subscriber was too slow";

    /// <summary>Waits for more. Throws <see cref="StreamEndedException"/> when the feed has failed.</summary>
    public static async ValueTask<bool> MoreAsync<T>(this HubSubscription<T> subscription) where T : class
    {
        try
        {
            return await subscription.WaitAsync();
        }
        catch (StreamFailedException error)
        {
            throw new StreamEndedException(StreamEnd.Failed, null, error.Message, error);
        }
    }
}
