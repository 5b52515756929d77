using System.Text;
using Microsoft.AspNetCore.Http;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Bodies;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>A client registers an application and removes it: what every write to a leader goes through, from the body to the reply.</summary>
internal sealed class RegisterRehearsal(AppIntake intake, BodyReader bodies, IServiceProvider services) : IRehearsal
{
    private static ReadOnlySpan<byte> Document =>
        """
        {"apiVersion":"v1","kind":"App","metadata":{"name":"rehearsal","labels":{"app":"rehearsal"}},
         "spec":{"type":"http","image":"orchestry/rehearsal:1","ports":[{"containerPort":80,"protocol":"HTTP"}]},
         "healthCheck":{"path":"/health","port":80,"protocol":"HTTP","periodSeconds":5},"scaling":{"mode":"manual"}}
        """u8;

    public async Task PlayAsync(IOrchestrator stage, CancellationToken cancellationToken)
    {
        var registered = await RegisterAsync(stage, cancellationToken);
        if (registered.StatusCode != StatusCodes.Status201Created)
        {
            var said = Encoding.UTF8.GetString(((MemoryStream)registered.Body).ToArray());
            throw new InvalidOperationException($"Registering was answered with {registered.StatusCode}: {said}");
        }

        await stage.RemoveAsync(AppName.Parse("rehearsal"), new RemoveRequest(Force: false, KeepData: true), cancellationToken);
    }

    private async Task<HttpResponse> RegisterAsync(IOrchestrator stage, CancellationToken cancellationToken)
    {
        var http = new DefaultHttpContext { RequestServices = services, RequestAborted = cancellationToken };
        (http.Request.Method, http.Request.ContentType) = (HttpMethods.Post, "application/json");
        http.Request.Body = new MemoryStream(Document.ToArray());
        http.Response.Body = new MemoryStream();
        var reply = await new RegisterEndpoint(stage, intake, bodies).RegisterAsync(http);
        await reply.WriteAsync(http);
        return http.Response;
    }
}
