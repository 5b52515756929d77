using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class VolumesTests
{
    [Theory]
    [InlineData("""{"mountPath": "/x"}""", "", "needs either name (a named volume), hostPath")]
    [InlineData("""{"name": "a", "hostPath": "/srv/a", "mountPath": "/x"}""", "", "must have only one of name")]
    [InlineData("""{"name": "a", "config": "site", "mountPath": "/x"}""", "", "must have only one of name")]
    [InlineData("""{"config": "Site", "mountPath": "/x"}""", ".config", "must be the name of a config")]
    [InlineData("""{"config": "site", "mountPath": "/x", "readOnly": false}""", ".readOnly", "nobody in the container can write a config")]
    [InlineData("""{"name": "a", "key": "k", "mountPath": "/x"}""", ".key", "is only for a config")]
    [InlineData("""{"name": "/srv", "mountPath": "/x"}""", ".name", "a directory of the host is given as hostPath")]
    [InlineData("""{"name": "_a", "mountPath": "/x"}""", ".name", "beginning with a letter or digit, not '_a'")]
    [InlineData("""{"name": "a"}""", ".mountPath", "is required")]
    [InlineData("""{"name": "a", "mountPath": "x"}""", ".mountPath", "must be an absolute path, beginning with '/', not 'x'")]
    [InlineData("""{"name": "a", "mountPath": "/"}""", ".mountPath", "must not be the root of the container")]
    [InlineData("""{"name": "a", "mountPath": "//./"}""", ".mountPath", "must not be the root of the container")]
    [InlineData("""{"name": "a", "mountPath": "/x/../y"}""", ".mountPath", "must not contain '..'")]
    [InlineData("""{"name": "a", "mountPath": "/x:ro"}""", ".mountPath", "must not contain ':'")]
    [InlineData("""{"name": "a", "mountPath": "/x\n"}""", ".mountPath", "must not contain control characters")]
    [InlineData("""{"name": "a", "mountPath": "/x", "readOnly": "yes"}""", ".readOnly", "must be true or false, not the string 'yes'")]
    [InlineData("""{"name": "a", "mountPath": "/x", "readonly": true}""", ".readonly", "did you mean 'readOnly'?")]
    public void A_volume_has_one_source_and_a_mount_path(string json, string field, string message) =>
        new ADocument().With("spec.volumes", $"[{json}]").IsRefused("spec.volumes[0]" + field, message);

    [Theory]
    [InlineData("/", "(it contains /proc)")]
    [InlineData("/proc", "would give the container control over the host; mount a directory of the application's own")]
    [InlineData("/sys/fs", "(it is in /sys)")]
    [InlineData("/dev/sda", "(it is in /dev)")]
    [InlineData("/etc", "control over the host")]
    [InlineData("/run", "(it contains /run/docker.sock)")]
    [InlineData("/var/run/docker.sock", "control over the host")]
    [InlineData("/run/docker.sock", "control over the host")]
    [InlineData("/var/lib/docker/volumes", "(it is in /var/lib/docker)")]
    [InlineData("/var", "(it contains /var/run/docker.sock)")]
    [InlineData("/srv/", "must be written in its shortest form '/srv', not '/srv/'")]
    [InlineData("//etc", "must be written in its shortest form '/etc'")]
    [InlineData("/srv/../etc", "must not contain '..'")]
    [InlineData("/srv:/etc", "must not contain ':'")]
    [InlineData("srv", "must be an absolute path")]
    public void A_path_of_the_host_must_not_give_the_host_away(string path, string message) =>
        new ADocument().With("spec.volumes", $$"""[{"hostPath": "{{path}}", "mountPath": "/x"}]""").IsRefused("spec.volumes[0].hostPath", message);

    [Theory]
    [InlineData("/srv")]
    [InlineData("/etcetera")]
    [InlineData("/home/me/..data")]
    public void Other_paths_of_the_host_are_welcome(string path) =>
        Assert.Equal(path, new ADocument().With("spec.volumes", $$"""[{"hostPath": "{{path}}", "mountPath": "/x"}]""").Spec.Volumes[0].Source);

    [Fact]
    public void A_config_is_a_file_that_nobody_writes() => Assert.Equal(
        new VolumeSpec("site", VolumeKind.Config, "/etc/site.json", ReadOnly: true, "main"),
        new ADocument().With("spec.volumes", """[{"config": "site", "key": "main", "mountPath": "/etc/site.json"}]""").Spec.Volumes[0]);

    [Fact]
    public void A_config_is_not_put_into_a_volume_where_it_would_stay() =>
        new ADocument().With("spec.volumes", """[{"config": "site", "mountPath": "/data/site.json"}, {"hostPath": "/srv", "mountPath": "/data/"}]""")
            .IsRefused("spec.volumes[0].mountPath", "is inside the volume mounted at '/data/'");

    [Fact]
    public void A_config_is_no_folder_of_another() =>
        new ADocument().With("spec.volumes", """[{"config": "a", "mountPath": "/etc/a"}, {"config": "b", "mountPath": "/etc/a/b"}]""")
            .IsRefused("spec.volumes[1].mountPath", "leads through the file '/etc/a' of another config");

    [Fact]
    public void Mount_paths_are_unique_however_they_are_spelled() =>
        new ADocument().With("spec.volumes", """[{"name": "a", "mountPath": "/x"}, {"name": "b", "mountPath": "//x/"}]""")
            .IsRefused("spec.volumes[1].mountPath", "another volume is mounted at '/x' already");
}
