using Orchestry.Contracts.Apps;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>What the API document says of reading applications.</summary>
internal static class AppReadOperations
{
    public static OperationDoc List { get; } = new("ListApplications", "Application Information", "List all registered applications")
    {
        Description = "Sorted by name. The counts are over all applications of the namespace, whatever the filter lets through.",
        Query =
        [
            new("status", QueryType.Text, "Only applications in this state") { Words = ["running", "stopped", "error"] },
            new(EndpointRouting.NamespaceParameter, QueryType.Text, "Only applications of this namespace; * for every one") { Default = "default" },
            new("format", QueryType.Text, "summary: names and states only") { Words = ["json", "summary"], Default = "json" },
        ],
        Replies = [new(200, "The applications; with format=summary only their names and states", typeof(AppList), Examples.Apps) { Or = typeof(AppSummary) }],
        Errors = [ErrorCatalog.ValidationError],
    };

    public static OperationDoc Get { get; } = new("GetApplication", "Application Information", "Get detailed status of an application")
    {
        Description = "Metrics are null where nothing was measured.",
        Replies = [new(200, "The application", typeof(AppDetail), Examples.App)],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound],
    };

    public static OperationDoc Spec { get; } = new("GetSpecification", "Application Information", "Get an application's specification")
    {
        Description = "As it was registered, in the reference's order, with the scaling bounds that apply.",
        Replies = [new(200, "The specification", null, Examples.SpecificationShown) { Schema = WrittenSchema.Application }],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound],
    };
}
