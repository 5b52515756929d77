using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Legacy;

/// <summary>The dialect's operations. They are no part of the API's document: who writes a client today has better ones.</summary>
internal static class LegacyOperations
{
    public static OperationDoc Register { get; } = Of("LegacyRegister", "Register an application");

    public static OperationDoc Up { get; } = Of("LegacyUp", "Start an application");

    public static OperationDoc Down { get; } = Of("LegacyDown", "Stop an application");

    public static OperationDoc Scale { get; } = Of("LegacyScale", "Change an application's number of replicas");

    public static OperationDoc Policy { get; } = Of("LegacyPolicy", "Change an application's scaling policy");

    public static OperationDoc Delete { get; } = Of("LegacyDelete", "Remove an application");

    public static OperationDoc List { get; } = Of("LegacyList", "List applications");

    public static OperationDoc Status { get; } = Of("LegacyStatus", "Look at an application");

    public static OperationDoc Raw { get; } = Of("LegacyRaw", "Read an application's specification");

    public static OperationDoc Metrics { get; } = Of("LegacyMetrics", "Read an application's figures");

    public static OperationDoc Logs { get; } = Of("LegacyLogs", "Read an application's logs") with
    {
        Query = [new("lines", QueryType.Integer, "Lines from the end")],
    };

    public static OperationDoc Events { get; } = Of("LegacyEvents", "Read what happened") with
    {
        Query = [new("app", QueryType.Text, "Events of this application only"), new("limit", QueryType.Integer, "How many")],
    };

    private static OperationDoc Of(string id, string summary) => new(id, "Legacy", summary) { IsInDocument = false, Replies = [] };
}
