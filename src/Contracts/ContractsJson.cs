using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Contracts.Apps;
using Orchestry.Contracts.Cluster;
using Orchestry.Contracts.Config;
using Orchestry.Contracts.Events;
using Orchestry.Contracts.Health;
using Orchestry.Contracts.Legacy;
using Orchestry.Contracts.Logs;
using Orchestry.Contracts.Metrics;
using Orchestry.Contracts.Ring;
using Orchestry.Contracts.Scaling;
using Orchestry.Contracts.Streams;

namespace Orchestry.Contracts;

/// <summary>How the wire records become JSON; use <see cref="Wire"/>, which holds the API's rules.</summary>
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(StartAppRequest))]
[JsonSerializable(typeof(StopAppRequest))]
[JsonSerializable(typeof(ScaleAppRequest))]
[JsonSerializable(typeof(AppRegisteredReply))]
[JsonSerializable(typeof(AppStartedReply))]
[JsonSerializable(typeof(AppStoppedReply))]
[JsonSerializable(typeof(AppScaledReply))]
[JsonSerializable(typeof(AppRemovedReply))]
[JsonSerializable(typeof(AppDetail))]
[JsonSerializable(typeof(AppList))]
[JsonSerializable(typeof(AppSummary))]
[JsonSerializable(typeof(AppEvents))]
[JsonSerializable(typeof(AppLogs))]
[JsonSerializable(typeof(AppHealth))]
[JsonSerializable(typeof(HealthCheckReply))]
[JsonSerializable(typeof(SystemHealthReply))]
[JsonSerializable(typeof(AppScaling))]
[JsonSerializable(typeof(ScalingPolicyChange))]
[JsonSerializable(typeof(ScalingChangedReply))]
[JsonSerializable(typeof(ScalingDecisions))]
[JsonSerializable(typeof(SimulateRequest))]
[JsonSerializable(typeof(SimulationReply))]
[JsonSerializable(typeof(AppMetricsReply))]
[JsonSerializable(typeof(SystemMetricsReply))]
[JsonSerializable(typeof(LogMessage))]
[JsonSerializable(typeof(EndMessage))]
[JsonSerializable(typeof(GapMessage))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(MetricsMessage))]
[JsonSerializable(typeof(CloseMessage))]
[JsonSerializable(typeof(ConfigBody))]
[JsonSerializable(typeof(ConfigChange))]
[JsonSerializable(typeof(ConfigChangedReply))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(ClusterLeader))]
[JsonSerializable(typeof(ClusterHealth))]
[JsonSerializable(typeof(SingleNodeHealth))]
[JsonSerializable(typeof(LegacyError))]
[JsonSerializable(typeof(LegacyRegistered))]
[JsonSerializable(typeof(LegacyStarted))]
[JsonSerializable(typeof(LegacyStopped))]
[JsonSerializable(typeof(LegacyScaled))]
[JsonSerializable(typeof(LegacyDeleted))]
[JsonSerializable(typeof(LegacyPolicy))]
[JsonSerializable(typeof(LegacyList))]
[JsonSerializable(typeof(LegacyStatus))]
[JsonSerializable(typeof(LegacyLogs))]
[JsonSerializable(typeof(LegacyEvents))]
[JsonSerializable(typeof(LegacyMetrics))]
[JsonSerializable(typeof(RingError))]
[JsonSerializable(typeof(RingHealth))]
[JsonSerializable(typeof(RingNode))]
[JsonSerializable(typeof(RingDeploymentSummary))]
[JsonSerializable(typeof(RingDeploymentSummary[]))]
[JsonSerializable(typeof(RingDeploymentReply))]
[JsonSerializable(typeof(RingDeploymentDetail))]
[JsonSerializable(typeof(RingVolume[]))]
[JsonSerializable(typeof(RingLogLine[]))]
[JsonSerializable(typeof(RingEvent[]))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginReply))]
[JsonSerializable(typeof(RingUser))]
[JsonSerializable(typeof(RingUser[]))]
[JsonSerializable(typeof(RingUserChange))]
[JsonSerializable(typeof(RingConfig))]
[JsonSerializable(typeof(RingConfig[]))]
[JsonSerializable(typeof(RingConfigRequest))]
[JsonSerializable(typeof(RingConfigChange))]
[JsonSerializable(typeof(RingSecret))]
[JsonSerializable(typeof(RingSecret[]))]
[JsonSerializable(typeof(RingCreatedSecret))]
[JsonSerializable(typeof(RingSecretRequest))]
[JsonSerializable(typeof(RingSecretChange))]
[JsonSerializable(typeof(RingNamespace))]
[JsonSerializable(typeof(RingNamespace[]))]
[JsonSerializable(typeof(RingNamespaceRequest))]
[JsonSerializable(typeof(RingToken))]
[JsonSerializable(typeof(RingToken[]))]
[JsonSerializable(typeof(RingIssuedToken))]
[JsonSerializable(typeof(RingTokenRequest))]
[JsonSerializable(typeof(RingSigningKey))]
public sealed partial class ContractsJson : JsonSerializerContext
{
    /// <summary>
    /// Snake-case names, timestamps in UTC, and quotes or umlauts in sentences left readable: the answers are <c>application/json</c> that
    /// no browser may take for a page.
    /// </summary>
    public static ContractsJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcTimestampConverter() },
    });
}
