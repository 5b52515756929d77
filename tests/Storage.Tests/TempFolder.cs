namespace Orchestry.Storage.Tests;

/// <summary>A folder that is gone after the test. <see cref="Path"/> itself is not created: the store does that.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("orchestry-storage-");

    public string Path => System.IO.Path.Combine(_root.FullName, "data");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _root.Delete(recursive: true);
}
