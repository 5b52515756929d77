using System.Globalization;
using Orchestry.Contracts.Apps;
using Orchestry.Contracts.Health;

namespace Orchestry.Cli.Output;

/// <summary>How far one replica is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Percent">How far, for a bar.</param>
/// <param name="Words">The same in words, with the reason where it hangs.</param>
internal sealed record ReplicaPicture(string Name, double Percent, string Words)
{
    private const double Made = 20;
    private const double Running = 60;
    private const double Done = 100;

    /// <summary>Every replica of an application as the controller shows it, and those that are wanted and not there yet.</summary>
    public static IReadOnlyList<ReplicaPicture> Of(AppDetail app, AppHealth? health)
    {
        var faults = (health?.Containers ?? []).Where(c => c.LastError is not null).ToDictionary(c => c.Id, c => c.LastError!, StringComparer.Ordinal);
        var pictures = app.Containers.Select(c => Of(c, faults.GetValueOrDefault(c.Id))).ToList();
        var missing = app.Replicas.Desired - app.Containers.Count(c => c.Status is "running" or "creating");
        for (var i = 0; i < missing; i++)
        {
            pictures.Add(new ReplicaPicture(string.Create(CultureInfo.InvariantCulture, $"(replica to come {i + 1})"), 0, app.StatusReason ?? "waiting"));
        }

        return pictures;
    }

    private static ReplicaPicture Of(ContainerDetail container, string? fault) => (container.Status, container.Health) switch
    {
        ("running", "healthy") => new(container.Name, Done, "healthy"),
        ("running", _) => new(container.Name, Running, fault is null ? container.Health : $"{container.Health}: {fault}"),
        ("creating", _) => new(container.Name, Made, "creating"),
        _ => new(container.Name, 0, fault is null ? container.Status : $"{container.Status}: {fault}"),
    };
}
