namespace Orchestry.Docker.Faults;

/// <summary>Kinds of calls whose refusals mean something of their own.</summary>
internal enum EngineOperation
{
    /// <summary>The status code says it all.</summary>
    Ordinary,

    /// <summary>Create or start a container: a refusal may be about its command or mounts.</summary>
    StartContainer,

    /// <summary>Put files into a container: a refusal may be about their paths.</summary>
    UploadFiles,

    /// <summary>Ask about an image on the engine.</summary>
    FindImage,

    /// <summary>Pull an image: a refusal may be the registry's.</summary>
    PullImage,
}
