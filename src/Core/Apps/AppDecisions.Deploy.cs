using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Apps;

/// <summary>This part: a specification and its number of replicas in one wish.</summary>
public static partial class AppDecisions
{
    /// <summary>
    /// Has an application run by this specification: creates and starts it, or brings what there is into line with it. What is so already stays
    /// untouched, back-offs included, so that the same wish may be sent any number of times.
    /// </summary>
    /// <param name="name">What the cluster calls it.</param>
    /// <param name="record">Its record; null: there is none yet.</param>
    /// <param name="before">Its current specification; null: there is none yet.</param>
    /// <param name="after">The specification it is to run by.</param>
    /// <param name="document">The document that was parsed from.</param>
    /// <param name="request">The rest of the wish.</param>
    /// <param name="now">The time.</param>
    /// <param name="job">How the job's run ended; null: it has not, or it is none.</param>
    public static Decision Deploy(
        AppName name, AppRecord? record, AppSpec? before, AppSpec after, string document, DeployRequest request, DateTimeOffset now,
        JobOutcome? job = null)
    {
        if (record is null || before is null)
        {
            var created = Create(name, after, document, now);
            return created.Then(r => Start(r, after.Scaling, StartOf(request.Replicas), now, after));
        }

        if (request.CreateOnly || record.Intent == AppIntent.Removing)
        {
            var why = record.Intent == AppIntent.Removing ? "is being removed; try again when it is gone" : "exists already; nothing was changed";
            return Decision.No(new Refusal(RefusalKind.AppAlreadyExists, $"'{record.Name}' {why}"));
        }

        var changed = SpecDocument.SameContent(record.CurrentSpec.Document, document)
            ? Decision.Nothing(record)
            : Change(record, before, after, document, now);
        return changed.Then(r => Run(r, after, request, job, now));
    }

    private static Decision Run(AppRecord record, AppSpec spec, DeployRequest request, JobOutcome? job, DateTimeOffset now)
    {
        var policy = record.PolicyOver(spec);
        // Whoever has the controller choose the number does not lose that by deploying the same again.
        var replicas = policy.Mode == ScalingMode.Auto ? (int?)null : request.Replicas;
        return record.Intent != AppIntent.Running || request.Force ? Start(record, policy, StartOf(replicas), now, spec, job)
            : replicas is { } wanted ? Scale(record, policy, new ScaleRequest(wanted, Wait: false, TimeSpan.Zero), now, spec)
            : Decision.Nothing(record);
    }

    private static StartRequest StartOf(int? replicas) => new(replicas, Wait: false, TimeSpan.Zero);
}
