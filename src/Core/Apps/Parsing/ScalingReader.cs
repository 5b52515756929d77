using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>scaling</c>.</summary>
internal static class ScalingReader
{
    private static readonly Dictionary<string, string> DocumentWords = new()
    {
        ["mode"] = "mode", ["min_replicas"] = "minReplicas", ["max_replicas"] = "maxReplicas", ["schedules"] = "schedules",
    };

    public static ScalingPolicy Read(SpecValue value, AppSpec app, SpecDefaults defaults)
    {
        var type = app.Type;
        var usual = ScalingPolicy.Default with
        {
            CooldownSeconds = defaults.CooldownSeconds,
            // Who leaves it out asks for what can be had.
            Mode = type == WorkloadType.Job ? ScalingMode.Manual : ScalingPolicy.Default.Mode,
            MaxReplicas = app.IsExclusive ? 1 : ScalingPolicy.Default.MaxReplicas,
        };
        if (value.Object(
            "mode", "minReplicas", "maxReplicas", "targetRPSPerReplica", "maxP95LatencyMs", "maxCPUPercent", "maxMemoryPercent",
            "maxConnPerReplica", "scaleOutThresholdPct", "scaleInThresholdPct", "windowSeconds", "cooldownSeconds", "maxScaleOutStep",
            "maxScaleInStep", "stabilizationWindowSeconds", "scaleToZeroAfterSeconds", "schedules") is not { } fields)
        {
            return usual;
        }

        var mode = fields["mode"].Choice(usual.Mode, ("auto", ScalingMode.Auto), ("manual", ScalingMode.Manual));
        var mayBeZero = mode != ScalingMode.Auto || type == WorkloadType.Http;
        var (min, max) = ReadReplicas(fields, usual, mayBeZero);
        var (scaleOut, scaleIn) = ReadThresholds(fields, usual);
        var policy = new ScalingPolicy
        {
            Mode = mode ?? usual.Mode,
            MinReplicas = min,
            MaxReplicas = max,
            TargetRpsPerReplica = Integer("targetRPSPerReplica", ScalingRanges.TargetRps, usual.TargetRpsPerReplica),
            MaxP95LatencyMs = Integer("maxP95LatencyMs", ScalingRanges.Latency, usual.MaxP95LatencyMs),
            MaxCpuPercent = fields["maxCPUPercent"].Number(1, 100, usual.MaxCpuPercent) ?? usual.MaxCpuPercent,
            MaxMemoryPercent = fields["maxMemoryPercent"].Number(1, 100, usual.MaxMemoryPercent) ?? usual.MaxMemoryPercent,
            MaxConnPerReplica = Integer("maxConnPerReplica", ScalingRanges.Connections, usual.MaxConnPerReplica),
            ScaleOutThresholdPct = scaleOut,
            ScaleInThresholdPct = scaleIn,
            WindowSeconds = Integer("windowSeconds", ScalingRanges.Window, usual.WindowSeconds),
            CooldownSeconds = Integer("cooldownSeconds", ScalingRanges.Cooldown, usual.CooldownSeconds),
            MaxScaleOutStep = Integer("maxScaleOutStep", ScalingRanges.Step, usual.MaxScaleOutStep),
            MaxScaleInStep = Integer("maxScaleInStep", ScalingRanges.Step, usual.MaxScaleInStep),
            StabilizationWindowSeconds = Integer("stabilizationWindowSeconds", ScalingRanges.Stabilization, usual.StabilizationWindowSeconds),
            ScaleToZeroAfterSeconds = Integer("scaleToZeroAfterSeconds", ScalingRanges.ScaleToZeroAfter, usual.ScaleToZeroAfterSeconds),
            Schedules = [.. ReadSchedules(fields["schedules"], min, max, mayBeZero)],
        };
        foreach (var problem in ExclusiveRule.Problems(app, policy))
        {
            fields[DocumentWords[problem.Field]].Refuse(problem.Message);
        }

        return policy;

        int Integer(string name, (int Least, int Most) range, int fallback) => fields[name].Integer(range.Least, range.Most, fallback) ?? fallback;
    }

    private static (int Min, int Max) ReadReplicas(SpecObject fields, ScalingPolicy usual, bool mayBeZero)
    {
        var min = fields["minReplicas"].Integer(0, ScalingPolicy.ReplicaCeiling, usual.MinReplicas);
        var max = fields["maxReplicas"].Integer(1, ScalingPolicy.ReplicaCeiling, usual.MaxReplicas);
        if (min == 0 && !mayBeZero)
        {
            fields["minReplicas"].Refuse(ScheduleRules.ZeroIsForHttp);
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

    private static List<ScalingSchedule> ReadSchedules(SpecValue list, int min, int max, bool mayBeZero)
    {
        var items = list.Items() ?? [];
        var (fields, texts) = (new List<SpecObject?>(), new List<ScheduleText>());
        // One more than may be, so that the rule about their number is met.
        foreach (var item in items.Take(ScalingSchedule.MaxCount + 1))
        {
            var schedule = item.Item().Object("name", "cron", "durationSeconds", "timeZone", "minReplicas", "maxReplicas");
            fields.Add(schedule);
            texts.Add(schedule is null ? new ScheduleText() : ReadSchedule(schedule, item));
        }

        if (items.Count > ScalingSchedule.MaxCount)
        {
            list.Refuse($"must have at most {ScalingSchedule.MaxCount} entries, not {items.Count}");
            return [];
        }

        // The policy's own bounds may have been refused; then their defaults stand in for them, and the first complaint hides what follows from it.
        return ScheduleRules.Read(texts, min, Math.Max(min, max), mayBeZero, (index, field, message) => fields[index]?[field].Refuse(message));
    }

    private static ScheduleText ReadSchedule(SpecObject fields, SpecValue item)
    {
        if (!fields["minReplicas"].IsGiven && !fields["maxReplicas"].IsGiven)
        {
            item.Refuse("must have minReplicas or maxReplicas, else it has no effect");
        }

        return new ScheduleText
        {
            Name = fields["name"].Text(),
            Cron = fields["cron"].Required().Text(),
            DurationSeconds = fields["durationSeconds"].Required().Integer(ScalingRanges.Duration.Least, ScalingRanges.Duration.Most),
            TimeZone = fields["timeZone"].Text(),
            MinReplicas = fields["minReplicas"].Integer(ScalingRanges.MinReplicas.Least, ScalingRanges.MinReplicas.Most),
            MaxReplicas = fields["maxReplicas"].Integer(ScalingRanges.MaxReplicas.Least, ScalingRanges.MaxReplicas.Most),
        };
    }

    private static string Usual(SpecValue value) => value.IsGiven ? "" : " by default";
}
