using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Apps;

internal static partial class AppsLog
{
    [LoggerMessage(2000, LogLevel.Error, "A change of {App} could not be written: {Error}")]
    public static partial void CommitFailed(this ILogger log, string app, string error);

    [LoggerMessage(2001, LogLevel.Error, "{Count} events of {App} were dropped while the database was away")]
    public static partial void EventsLost(this ILogger log, string app, int count);

    [LoggerMessage(2002, LogLevel.Error, "The actor of a replica of {App} failed and begins again")]
    public static partial void ReplicaActorFailed(this ILogger log, string app, Exception error);

    [LoggerMessage(2003, LogLevel.Warning, "Removing container {Container} of {App}, which no record claims")]
    public static partial void RemovingOrphan(this ILogger log, string app, string container);

    [LoggerMessage(2004, LogLevel.Warning, "Unclaimed container {Container} could not be removed: {Error}")]
    public static partial void OrphanStays(this ILogger log, string container, string error);

    [LoggerMessage(2005, LogLevel.Warning, "The removal of {App} is tried again: {Error}")]
    public static partial void RemovalFailed(this ILogger log, string app, string error);

    [LoggerMessage(2006, LogLevel.Error, "The supervisor of {App} failed and begins again from its record")]
    public static partial void SupervisorFailed(this ILogger log, string app, Exception error);

    [LoggerMessage(2007, LogLevel.Error, "The record of {App} can't be read and is tried again: {Error}")]
    public static partial void RestoreFailed(this ILogger log, string app, string error);

    [LoggerMessage(2008, LogLevel.Error, "The record of {App} can't be read and is not shown: {Error}")]
    public static partial void NotShown(this ILogger log, string app, string error);

    [LoggerMessage(2009, LogLevel.Warning, "What was last seen of {App} can't be read and is looked up on the engine instead: {Error}")]
    public static partial void StatusUnread(this ILogger log, string app, string error);

    [LoggerMessage(2011, LogLevel.Warning, "The namespace {Namespace} could not be written and is shown by what is in it: {Error}")]
    public static partial void NamespaceNotMade(this ILogger log, string @namespace, string error);

    [LoggerMessage(2010, LogLevel.Error, "A decision of the controller's own about {App} could not be carried out and is made anew: {Error}")]
    public static partial void OwnDecisionRefused(this ILogger log, string app, string error);
}
