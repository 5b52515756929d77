using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;

namespace Orchestry.Testing.Orchestration;

/// <summary>
/// A controller that does as a test says: answers with what is set, records what it was asked, refuses or throws on demand.
/// </summary>
public sealed class FakeOrchestrator : IOrchestrator
{
    private readonly Lock _gate = new();
    private readonly List<object> _asked = [];

    /// <summary>What every call is refused with; null: none is.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>What every call throws; null: nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Answer to a registration.</summary>
    public AppRegistered Registered { get; set; } = new(AppName.Parse("my-app"), IsNew: true, Revision: 1);

    /// <summary>Answer to a deployment.</summary>
    public AppDeployed Deployed { get; set; } = new(AppName.Parse("my-app"), IsNew: true, IsChanged: true, Revision: 1);

    /// <summary>Answer to a removal that is not waited for.</summary>
    public RemovalBegun RemovalBegun { get; set; } = new(5);

    /// <summary>Answer to a start.</summary>
    public AppStarted Started { get; set; } = new(3, 2);

    /// <summary>Answer to a stop.</summary>
    public AppStopped Stopped { get; set; } = new(3);

    /// <summary>Answer to a scaling.</summary>
    public AppScaled Scaled { get; set; } = new(3, 5, TimeSpan.FromSeconds(45.2), 4);

    /// <summary>Answer to a removal.</summary>
    public AppRemoved Removed { get; set; } = new(3, 1, 5);

    /// <summary>Answer to a health check.</summary>
    public HealthChecked Checked { get; set; } = new(3, 2, 1);

    /// <summary>Answer to a change of the policy.</summary>
    public PolicyChanged Policy { get; set; } = new(ScalingPolicy.Default, ScalingPolicy.Default, 6);

    /// <summary>Answer to a request for logs.</summary>
    public LogPage Logs { get; set; } = new([], 0);

    /// <summary>Requests in the order they came; a registration as its <see cref="AppSpec"/>.</summary>
    public IReadOnlyList<object> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>The specification of the last deployment.</summary>
    public AppSpec? DeployedSpec { get; private set; }

    /// <summary>The document of the last registration or deployment.</summary>
    public string? Document { get; private set; }

    /// <inheritdoc/>
    public Task<Outcome<AppRegistered>> RegisterAsync(AppSpec spec, string document, CancellationToken cancellationToken)
    {
        Document = document;
        return Answer(spec, Registered);
    }

    /// <inheritdoc/>
    public Task<Outcome<AppDeployed>> DeployAsync(AppSpec spec, string document, DeployRequest request, CancellationToken cancellationToken)
    {
        (Document, DeployedSpec) = (document, spec);
        return Answer(request, Deployed);
    }

    /// <inheritdoc/>
    public Task<Outcome<RemovalBegun>> BeginRemovalAsync(AppName app, RemoveRequest request, CancellationToken cancellationToken) =>
        Answer(request, RemovalBegun);

    /// <inheritdoc/>
    public Task<Outcome<AppStarted>> StartAsync(AppName app, StartRequest request, CancellationToken cancellationToken) =>
        Answer(request, Started);

    /// <inheritdoc/>
    public Task<Outcome<AppStopped>> StopAsync(AppName app, StopRequest request, CancellationToken cancellationToken) =>
        Answer(request, Stopped);

    /// <inheritdoc/>
    public Task<Outcome<AppScaled>> ScaleAsync(AppName app, ScaleRequest request, CancellationToken cancellationToken) =>
        Answer(request, Scaled);

    /// <inheritdoc/>
    public Task<Outcome<AppRemoved>> RemoveAsync(AppName app, RemoveRequest request, CancellationToken cancellationToken) =>
        Answer(request, Removed);

    /// <inheritdoc/>
    public Task<Outcome<PolicyChanged>> SetPolicyAsync(AppName app, ScalingPolicyPatch patch, CancellationToken cancellationToken) =>
        Answer(patch, Policy);

    /// <inheritdoc/>
    public Task<Outcome<HealthChecked>> CheckHealthAsync(AppName app, CancellationToken cancellationToken) => Answer(app, Checked);

    /// <inheritdoc/>
    public Task<Outcome<LogPage>> ReadLogsAsync(AppName app, LogsRequest request, CancellationToken cancellationToken) =>
        Answer(request, Logs);

    private Task<Outcome<T>> Answer<T>(object asked, T answer)
    {
        lock (_gate)
        {
            _asked.Add(asked);
        }

        if (Failure is { } failure)
        {
            return Task.FromException<Outcome<T>>(failure);
        }

        return Task.FromResult(Refusal is { } refusal ? (Outcome<T>)refusal : answer);
    }
}
