using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>node get</c>: the machine of the controller that answers.</summary>
internal static class NodeCommand
{
    public static Command Create(Shell shell) => new("node", "Look at the node")
    {
        shell.Runs(new Command("get", "Show the load of the node that answers, and its engine") { shell.Output }, (session, cancellationToken) =>
            session.ShowAsync(
            "/node/get",
            async node =>
            {
                await session.PrintAsync($"hostname    {node.Text("hostname")}");
                await session.PrintAsync($"cpu         {Percent(node, "cpu_usage")}");
                await session.PrintAsync($"memory      {Percent(node, "memory_usage")}");
                await session.PrintAsync($"disk        {Percent(node, "disk_usage")}");
                await session.PrintAsync($"containers  {node.Text("containers_running")} of {node.Text("containers_total")} run");
                await session.PrintAsync($"docker      {node.Text("docker_version")}");
            },
            cancellationToken)),
    };

    private static string Percent(JsonElement node, string name) => node.Text(name) is var text && text == "-" ? text : $"{text}%";
}
