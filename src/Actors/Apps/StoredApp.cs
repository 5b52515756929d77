using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

/// <summary>An application as a new leader finds it in the store.</summary>
/// <param name="Record">What was decided.</param>
/// <param name="Observed">How its attempts were last seen.</param>
/// <param name="Revision">The revision of both.</param>
internal sealed record StoredApp(AppRecord Record, ImmutableArray<ObservedReplica> Observed, long Revision)
{
    /// <summary>The application in a resource. What was seen can be seen again, so a status that can't be read stops nobody.</summary>
    /// <exception cref="JsonException">The record can't be read.</exception>
    public static StoredApp Read(Resource resource, ILogger log)
    {
        var record = AppRecordJson.Read(resource.Spec);
        try
        {
            return new StoredApp(record, AppRecordJson.ReadObserved(resource.Status), resource.Revision);
        }
        catch (JsonException error)
        {
            log.StatusUnread(resource.Key.Name, error.Message);
            return new StoredApp(record, [], resource.Revision);
        }
    }
}
