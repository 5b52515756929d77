using System.Runtime.Versioning;
using Orchestry.Core.Sealing;
using Orchestry.Host.Keys;

namespace Orchestry.Host.Tests.Keys;

[UnsupportedOSPlatform("windows")]
public sealed class KeyFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_missing_file_is_made_for_its_owner_alone_and_read_again()
    {
        var path = _folder.File("new/master.key");

        using var made = KeyFile.Open(path, mayCreate: true);
        using var read = KeyFile.Open(path, mayCreate: false);

        Assert.Equal(made.Fingerprint, read.Fingerprint);
        Assert.Equal(MasterKey.Length, Convert.FromBase64String(File.ReadAllText(path).Trim()).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(["master.key"], Directory.GetFiles(_folder.File("new")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_take_the_same_new_key()
    {
        const int Nodes = 8;
        // Often: who looks whether there is a file before it puts its own in place is seldom overtaken in between.
        for (var start = 0; start < 100; start++)
        {
            var path = _folder.File($"{start}/master.key");
            using var together = new Barrier(Nodes);

            var fingerprints = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    using var key = KeyFile.Open(path, mayCreate: true);
                    return key.Fingerprint;
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            Assert.Single(fingerprints.Distinct());
            Assert.Equal(["master.key"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void A_missing_file_is_not_made_anew_where_something_was_sealed_with_it()
    {
        var path = _folder.File("master.key");

        var error = Assert.Throws<StartException>(() => KeyFile.Open(path, mayCreate: false));

        Assert.Equal(
            $"The key file {path} (ORCHESTRY_KEY_FILE) is missing, and the database holds what was sealed with it: copy the file of another node, or bring it back from where you keep it.",
            error.Message);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_is_not_for_its_owner_alone_is_refused(UnixFileMode more)
    {
        var path = Written(Convert.ToBase64String(new byte[32]));
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);

        Assert.EndsWith($"is not for its owner alone: chmod 600 {path}", Assert.Throws<StartException>(() => KeyFile.Open(path, mayCreate: true)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void A_file_that_holds_no_key_is_refused_and_not_shown(string text)
    {
        var path = Written(text);

        var message = Assert.Throws<StartException>(() => KeyFile.Open(path, mayCreate: true)).Message;

        Assert.Equal($"The key file {path} (ORCHESTRY_KEY_FILE) must hold 32 bytes as base64, such as: openssl rand -base64 32", message);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void A_folder_in_its_place_is_refused() =>
        Assert.Contains("can't be used", Assert.Throws<StartException>(() => KeyFile.Open(_folder.Path, mayCreate: true)).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private string Written(string text)
    {
        var path = _folder.Write("master.key", text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
