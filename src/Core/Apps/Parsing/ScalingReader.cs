using Orchestry.Core.Scaling;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>scaling</c>.</summary>
internal static class ScalingReader
{
    private const int DaySeconds = 86_400;

    public static ScalingPolicy Read(SpecValue value, SpecDefaults defaults)
    {
        var usual = ScalingPolicy.Default with { CooldownSeconds = defaults.CooldownSeconds };
        if (value.Object(
            "mode", "minReplicas", "maxReplicas", "targetRPSPerReplica", "maxP95LatencyMs", "maxCPUPercent", "maxMemoryPercent",
            "maxConnPerReplica", "scaleOutThresholdPct", "scaleInThresholdPct", "windowSeconds", "cooldownSeconds", "maxScaleOutStep",
            "maxScaleInStep", "stabilizationWindowSeconds") is not { } fields)
        {
            return usual;
        }

        var mode = fields["mode"].Choice(usual.Mode, ("auto", ScalingMode.Auto), ("manual", ScalingMode.Manual));
        var (min, max) = ReadReplicas(fields, usual, mode);
        var (scaleOut, scaleIn) = ReadThresholds(fields, usual);
        return new ScalingPolicy
        {
            Mode = mode ?? usual.Mode,
            MinReplicas = min,
            MaxReplicas = max,
            TargetRpsPerReplica = Integer("targetRPSPerReplica", 1, 10_000, usual.TargetRpsPerReplica),
            MaxP95LatencyMs = Integer("maxP95LatencyMs", 1, 30_000, usual.MaxP95LatencyMs),
            MaxCpuPercent = fields["maxCPUPercent"].Number(1, 100, usual.MaxCpuPercent) ?? usual.MaxCpuPercent,
            MaxMemoryPercent = fields["maxMemoryPercent"].Number(1, 100, usual.MaxMemoryPercent) ?? usual.MaxMemoryPercent,
            MaxConnPerReplica = Integer("maxConnPerReplica", 1, 100_000, usual.MaxConnPerReplica),
            ScaleOutThresholdPct = scaleOut,
            ScaleInThresholdPct = scaleIn,
            WindowSeconds = Integer("windowSeconds", 1, DaySeconds, usual.WindowSeconds),
            CooldownSeconds = Integer("cooldownSeconds", 0, DaySeconds, usual.CooldownSeconds),
            MaxScaleOutStep = Integer("maxScaleOutStep", 0, ScalingPolicy.ReplicaCeiling, usual.MaxScaleOutStep),
            MaxScaleInStep = Integer("maxScaleInStep", 0, ScalingPolicy.ReplicaCeiling, usual.MaxScaleInStep),
            StabilizationWindowSeconds = Integer("stabilizationWindowSeconds", 0, DaySeconds, usual.StabilizationWindowSeconds),
        };

        int Integer(string name, int min, int max, int fallback) => fields[name].Integer(min, max, fallback) ?? fallback;
    }

    private static (int Min, int Max) ReadReplicas(SpecObject fields, ScalingPolicy usual, ScalingMode? mode)
    {
        var min = fields["minReplicas"].Integer(0, ScalingPolicy.ReplicaCeiling, usual.MinReplicas);
        var max = fields["maxReplicas"].Integer(1, ScalingPolicy.ReplicaCeiling, usual.MaxReplicas);
        if (min == 0 && mode == ScalingMode.Auto)
        {
            fields["minReplicas"].Refuse("must be at least 1 in mode auto: scaling to zero needs an autoscaler that this version does not have; "
                + "use 1, or mode manual");
        }

        if (max < min)
        {
            fields["maxReplicas"].Refuse($"must be at least minReplicas ({min}{Usual(fields["minReplicas"])}), "
                + $"not {max}{Usual(fields["maxReplicas"])}");
        }

        return (min ?? usual.MinReplicas, max ?? usual.MaxReplicas);
    }

    private static (int Out, int In) ReadThresholds(SpecObject fields, ScalingPolicy usual)
    {
        var (outField, inField) = (fields["scaleOutThresholdPct"], fields["scaleInThresholdPct"]);
        var scaleOut = outField.Integer(1, 100, usual.ScaleOutThresholdPct);
        var scaleIn = inField.Integer(1, 100, usual.ScaleInThresholdPct);
        if (scaleIn >= scaleOut)
        {
            inField.Refuse($"must be below scaleOutThresholdPct ({scaleOut}{Usual(outField)}), not {scaleIn}{Usual(inField)}; "
                + "else the same load would scale out and in by turns");
        }

        return (scaleOut ?? usual.ScaleOutThresholdPct, scaleIn ?? usual.ScaleInThresholdPct);
    }

    private static string Usual(SpecValue value) => value.IsGiven ? "" : " by default";
}
