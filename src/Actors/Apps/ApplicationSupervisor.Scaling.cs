using Orchestry.Actors.Kernel;
using Orchestry.Actors.Scaling;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;

namespace Orchestry.Actors.Apps;

/// <summary>This part: its scaling policy, and what the autoscaler makes of it.</summary>
internal sealed partial class ApplicationSupervisor
{
    private ScalingPolicy PolicyOf(AppRecord record) => record.PolicyOver(SpecOf(record.CurrentSpec));

    private void OnSetPolicy(AppProtocol.SetPolicy set)
    {
        ScalingPolicy? previous = null;
        Ask<PolicyChanged>(
            record =>
            {
                if (record is null)
                {
                    return Unknown();
                }

                previous = PolicyOf(record);
                var spec = SpecOf(record.CurrentSpec);
                var decision = AppDecisions.SetPolicy(record, spec, set.Patch, _ports.Now);
                return decision.Record?.Desired > record.Desired ? Allowed(decision, spec) : decision;
            },
            (record, revision, reply) => reply(new PolicyChanged(previous!, PolicyOf(record), revision)));
    }

    /// <summary>Decided as a client's request is, on the newest record; the autoscaler may have seen an older one.</summary>
    private void OnAutoScale(AppProtocol.AutoScale scale)
    {
        var autoscaler = Sender;
        _requests.Add(new PendingRequest(
            record => record is null ? Unknown() : Judged(record, scale),
            (_, _) => autoscaler.Tell(new ScalingProtocol.Scaled(scale.App)),
            refusal => autoscaler.Tell(scale.Refused(refusal))));
        Pump();
    }

    private Decision Judged(AppRecord record, AppProtocol.AutoScale scale)
    {
        var decision = AppDecisions.AutoScale(record, PolicyOf(record), scale.Decision, scale.Explained, _ports.Now);
        // Who waits for the first replica can't wait until the last one has gone as well.
        return scale.Decision.From == 0 ? Allowed(decision, SpecOf(record.CurrentSpec)) : Scaled(record, decision);
    }
}
