using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Orchestry.Architecture.Tests.Types;

public sealed class EventIdTests
{
    /// <summary>First and last id of each room; a room that logs has a range.</summary>
    private static readonly Dictionary<string, (int First, int Last)> Ranges = new()
    {
        ["Orchestry.Actors.Kernel"] = (1000, 1999),
        ["Orchestry.Actors.Apps"] = (2000, 2099),
        ["Orchestry.Actors.Replicas"] = (2100, 2199),
        ["Orchestry.Actors.Engine"] = (2200, 2299),
        ["Orchestry.Actors.Health"] = (2300, 2399),
        ["Orchestry.Actors.Controller"] = (2400, 2499),
        ["Orchestry.Actors.Cluster"] = (2500, 2599),
        ["Orchestry.Actors.Ingress"] = (2600, 2649),
        ["Orchestry.Actors.Metrics"] = (2650, 2699),
        ["Orchestry.Actors.Scaling"] = (2700, 2749),
        ["Orchestry.Actors.Streams"] = (2750, 2799),
        ["Orchestry.Actors.Accounts"] = (2800, 2819),
        ["Orchestry.Actors.Tokens"] = (2820, 2839),
        ["Orchestry.Actors.Access"] = (2840, 2859),
        ["Orchestry.Docker"] = (3000, 3999),
        ["Orchestry.Storage"] = (4000, 4099),
        ["Orchestry.Storage.Postgres"] = (4100, 4149),
        ["Orchestry.Storage.Postgres.Leadership"] = (4150, 4199),
        ["Orchestry.Ingress.Embedded"] = (6000, 6049),
        ["Orchestry.Ingress.Nginx"] = (6050, 6099),
        ["Orchestry.Http"] = (5000, 5999),
        ["Orchestry.Host.Telemetry"] = (7000, 7049),
        ["Orchestry.Host.Keys"] = (7050, 7069),
    };

    private static readonly (MethodInfo Method, int Id)[] Messages =
    [
        .. from type in Product.Types
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           select (method, attribute.EventId),
    ];

    [Fact]
    public void No_two_log_messages_of_the_product_share_an_id() => Repository.None(
        "Event ids are unique",
        Messages.GroupBy(m => m.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => Name(m.Method)))}"));

    [Fact]
    public void Every_log_message_has_an_id_of_its_rooms_range()
    {
        Assert.NotEmpty(Messages);
        Repository.None(
            "Event ids tell the room",
            Messages.Where(m => !Ranges.TryGetValue(m.Method.DeclaringType!.Namespace!, out var range) || m.Id < range.First || m.Id > range.Last)
                .Select(m => $"{m.Id} of {Name(m.Method)}"));
    }

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";
}
