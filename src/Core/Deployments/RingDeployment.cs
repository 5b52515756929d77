using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Deployments;

/// <summary>A deployment as the Ring API takes it, in the controller's own terms.</summary>
public sealed class RingDeployment
{
    private readonly DocumentDraft _draft;

    internal RingDeployment(AppSpec spec, DocumentDraft draft, int replicas)
    {
        _draft = draft;
        (Spec, Document, Replicas) = (spec, draft.Root.ToJsonString(), replicas);
    }

    /// <summary>What is to run.</summary>
    public AppSpec Spec { get; }

    /// <summary>The application's document that says so, as JSON.</summary>
    public string Document { get; }

    /// <summary>How many of it; 1 of a job.</summary>
    public int Replicas { get; }

    /// <summary>A refusal of the document, with its violations under the fields of the body.</summary>
    public Refusal InTheBodysWords(Refusal refusal) => Refusal.Of(refusal.Kind, [.. refusal.Violations.Select(_draft.InTheBodysWords)]);
}
