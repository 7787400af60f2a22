namespace October.LocalCluster.Node.Environment;

public sealed class MountPathsTests
{
    private static readonly MountPaths Mounts = new(new Dictionary<string, string>
    {
        ["/tmp"] = "/tmp/cluster/volumes/tmp",
        ["/var/run/secret"] = "/tmp/cluster/volumes/secret",
        ["/data"] = "/tmp/cluster/volumes/data",
    });

    [Theory]
    [InlineData("/var/run/secret/KEY", "/tmp/cluster/volumes/secret/KEY")]
    [InlineData("/tmp/x", "/tmp/cluster/volumes/tmp/x")]
    [InlineData("--dir=/data", "--dir=/tmp/cluster/volumes/data")]
    [InlineData("/database", "/database")]
    [InlineData("/srv/data", "/srv/data")]
    public void A_mount_path_is_replaced_once_and_only_as_a_whole(string text, string replaced) => Assert.Equal(replaced, Mounts.Replace(text));
}
