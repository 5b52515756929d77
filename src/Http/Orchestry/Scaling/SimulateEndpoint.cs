using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Scaling;
using Orchestry.Core.Apps;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.BackTests;
using Orchestry.Core.Settings;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Scaling;

/// <summary>What another policy would have done with the load there was. Changes nothing, so every node answers.</summary>
internal sealed class SimulateEndpoint(IReadModel model, IMetricHistory history, IControllerConfig config, BodyReader bodies, TimeProvider time)
    : IDisposable
{
    // A replay is seconds of a processor at worst: the others are for the requests.
    private readonly SemaphoreSlim _places = new(1, 1);

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("POST", "/api/v1/apps/{app_name}/scaling/simulate", ScalingOperations.Simulate, SimulateAsync);

    private async Task<Reply> SimulateAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var name, out var malformed))
        {
            return malformed;
        }

        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        var violations = new List<Violation>();
        var asked = SimulateParser.Parse(body.Document, name.Value, time.GetUtcNow(), violations);
        if (violations.Count > 0)
        {
            return Fault.Invalid(violations);
        }

        var revision = model.Revision;
        if (model.Find(name) is not { } app)
        {
            return Fault.From(Refusal.NotFound(name.Value));
        }

        if (!ScalingPolicyEdit.Apply(app.Scaling, asked.Patch, app.Spec.Type).TryGet(out var proposed, out var unfit))
        {
            return Fault.Invalid([.. unfit.Violations.Select(v => v with { Field = $"policy.{v.Field}" })]);
        }

        var load = await RecordedLoad.OfAsync(asked, app, history, http.RequestAborted);
        if (load.Samples.Count == 0)
        {
            return Fault.Invalid(asked.Series is null ? "period" : "series", "has no samples to replay");
        }

        await _places.WaitAsync(http.RequestAborted);
        try
        {
            return await Task.Run(() => Run(app, proposed, asked, load, revision, http.RequestAborted), http.RequestAborted);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private Reply Run(
        AppSnapshot app, ScalingPolicy proposed, Simulation asked, RecordedLoad load, long revision, CancellationToken cancellationToken)
    {
        var options = new BackTestOptions
        {
            CheckInterval = asked.CheckInterval ?? TimeSpan.FromSeconds(config.Current.Tunable.ScalingCheckInterval),
            CollectionInterval = load.Interval,
            ReadyAfter = asked.ReadyAfter ?? TimeSpan.FromSeconds(10),
            Collected = app.Spec is { Type: WorkloadType.Http, TrafficPort: not null } ? ScalingMetrics.All : ScalingMetrics.Usage,
        };
        var replicas = asked.Replicas ?? Math.Min(load.Samples[0].TotalReplicas, ScalingPolicy.ReplicaCeiling);
        if (!BackTest.Compare(app.Scaling, proposed, load.Samples, replicas, options, cancellationToken).TryGet(out var comparison, out var refusal))
        {
            return Fault.Invalid([.. refusal.Violations.Select(v => v with { Field = v.Field.Replace("samples", load.Source, StringComparison.Ordinal) })]);
        }

        var (ran, current, proposal) = (comparison.Current, ScalingView.Of(comparison.Current), ScalingView.Of(comparison.Proposed));
        return new JsonReply<SimulationReply>(
            new SimulationReply(
                app.Name.Value, load.Source, ran.From, ran.To, ran.Samples, options.CheckInterval.TotalSeconds, options.CollectionInterval.TotalSeconds,
                ran.InitialReplicas, current, proposal, ScalingView.DifferenceOf(current, proposal)),
            ContractsJson.Wire.SimulationReply,
            revision);
    }
}
