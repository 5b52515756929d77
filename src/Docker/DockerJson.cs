using System.Text.Json.Serialization;
using Orchestry.Docker.Containers;
using Orchestry.Docker.Events;
using Orchestry.Docker.Exec;
using Orchestry.Docker.Images;
using Orchestry.Docker.Info;
using Orchestry.Docker.Networks;
using Orchestry.Docker.Stats;
using Orchestry.Docker.Transport;
using Orchestry.Docker.Volumes;

namespace Orchestry.Docker;

/// <summary>Every shape on the wire; the engine's property names are ours.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EngineVersion))]
[JsonSerializable(typeof(EngineError))]
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(CreateContainer))]
[JsonSerializable(typeof(Created))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(List<ContainerListItem>))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(ProgressLine))]
[JsonSerializable(typeof(RegistryAuth))]
[JsonSerializable(typeof(NetworkDetails))]
[JsonSerializable(typeof(CreateNetwork))]
[JsonSerializable(typeof(CreateVolume))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(CreateExec))]
[JsonSerializable(typeof(StartExec))]
[JsonSerializable(typeof(ExecDetails))]
[JsonSerializable(typeof(EventLine))]
[JsonSerializable(typeof(StatsReading))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class DockerJson : JsonSerializerContext;
