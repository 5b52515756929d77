namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec</c>: what runs in a container.</summary>
internal static class WorkloadReader
{
    public static AppSpec Read(SpecValue spec, AppName name, IReadOnlyDictionary<string, string> labels)
    {
        var read = new AppSpec { Name = name, Labels = labels, Image = "" };
        if (spec.Object("type", "image", "imagePull", "ports", "resources", "environment", "command", "args", "workingDir", "volumes", "ingress",
            "drainSeconds", "containerLabels") is not { } fields)
        {
            // Some port, so that a missing section is not followed by complaints of the sections that need one.
            return read with { Ports = [PortsReader.Refused] };
        }

        var type = ReadType(fields["type"]);
        var ports = PortsReader.Read(fields["ports"], type);
        return read with
        {
            Type = type ?? WorkloadType.Http,
            Image = ReadImage(fields["image"].Required()),
            ImagePull = ImagePullReader.Read(fields["imagePull"]),
            Ports = ports,
            Resources = ResourcesReader.Read(fields["resources"]),
            Environment = EnvironmentReader.Read(fields["environment"], hasPort: ports.Count > 0),
            Command = ReadCommand(fields["command"]),
            Args = fields["args"].Texts(),
            WorkingDir = ReadWorkingDir(fields["workingDir"]),
            ContainerLabels = ContainerLabelsReader.Read(fields["containerLabels"]),
            Volumes = VolumesReader.Read(fields["volumes"]),
            Ingress = IngressReader.Read(fields["ingress"], type ?? WorkloadType.Http),
            Drain = fields["drainSeconds"].Integer(0, 3600) is { } drain ? TimeSpan.FromSeconds(drain) : read.Drain,
        };
    }

    private static WorkloadType? ReadType(SpecValue value) => value.Choice(
        WorkloadType.Http,
        ("http", WorkloadType.Http), ("tcp", WorkloadType.Tcp), ("worker", WorkloadType.Worker), ("job", WorkloadType.Job));

    private static string ReadImage(SpecValue value)
    {
        var image = value.Text();
        if (image is not null && ImageReference.Problem(image) is { } problem)
        {
            value.Refuse($"{problem}, in {Shown.Quoted(image)}; an image is written [registry[:port]/]path[:tag][@digest]");
        }

        return image ?? "";
    }

    private static IReadOnlyList<string> ReadCommand(SpecValue value)
    {
        var command = value.Texts();
        if (command is ["", ..])
        {
            value.Refuse("must begin with the program to run, not with an empty string");
        }

        return command;
    }

    private static string? ReadWorkingDir(SpecValue value)
    {
        var path = value.Text();
        if (path is not null && AbsolutePath.Problem(path) is { } problem)
        {
            value.Refuse(problem);
        }

        return path;
    }
}
