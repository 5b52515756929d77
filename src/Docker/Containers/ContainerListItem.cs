using System.Text.Json.Serialization;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Containers;

/// <summary>One element of <c>GET /containers/json</c>, as far as we use it.</summary>
internal sealed record ContainerListItem(
    string Id,
    List<string>? Names,
    string Image,
    long Created,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ContainerState>))] ContainerState State,
    Dictionary<string, string>? Labels,
    Attachments? NetworkSettings)
{
    public ContainerSnapshot ToSnapshot()
    {
        var id = new ContainerId(Id);
        return new ContainerSnapshot
        {
            Id = id,
            // Links add names of the form /other/alias, and a container on its way out may have none.
            Name = Names?.Find(name => name.LastIndexOf('/') == 0)?.TrimStart('/') ?? id.ShortId,
            Image = Image,
            State = State,
            Labels = Labels ?? [],
            Addresses = Attachments.Addresses(NetworkSettings),
            CreatedAt = DateTimeOffset.FromUnixTimeSeconds(Created),
        };
    }
}
