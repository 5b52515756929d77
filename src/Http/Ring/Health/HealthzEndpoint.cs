using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Apps;
using Orchestry.Http.Gate;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Ring.Health;

/// <summary>Says that this process serves, to anybody; how well its parts do is said elsewhere, to whoever may know.</summary>
internal sealed class HealthzEndpoint(IReadModel model)
{
    private static readonly OperationDoc Doc = new("RingHealth", "Ring", "Whether this process serves")
    {
        Description = "Needs no token.",
        Replies = [new(200, "It does", typeof(RingHealth), """{ "state": "UP" }""")],
    };

    private readonly KeptReply _up = KeptReply.Of(new RingHealth("UP"), ContractsJson.Wire.RingHealth, model);

    public void Map(IEndpointRouteBuilder routes) => routes.MapReply("GET", "/healthz", Doc, _ => _up).IsOpen();
}
