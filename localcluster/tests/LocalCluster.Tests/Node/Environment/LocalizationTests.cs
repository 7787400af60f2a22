namespace October.LocalCluster.Node.Environment;

public sealed class LocalizationTests
{
    private static readonly ServiceNames Services = new("shop", new Dictionary<(string, string), string>
    {
        [("shop", "redis")] = "127.96.0.2",
        [("shop", "info")] = "127.96.0.3",
        [("other", "redis")] = "127.96.1.2",
    });

    [Theory]
    [InlineData("redis://redis:6379/0", "redis://127.96.0.2:6379/0")]
    [InlineData("redis://:secret@redis:6379/0", "redis://:secret@127.96.0.2:6379/0")]
    [InlineData("http://redis.other:80/", "http://127.96.1.2:80/")]
    [InlineData("redis.other.svc", "127.96.1.2")]
    [InlineData("redis.shop.svc.cluster.local", "127.96.0.2")]
    [InlineData("http://redis/path", "http://127.96.0.2/path")]
    [InlineData("a:6379,redis:6379", "a:6379,127.96.0.2:6379")]
    public void Service_names_become_cluster_ips(string text, string expected) => Assert.Equal(expected, Services.Replace(text));

    [Theory]
    [InlineData("info")]
    [InlineData("redis")]
    [InlineData("http://myredis:6379")]
    [InlineData("http://redis.example.com/")]
    [InlineData("redis.other.svc.example.com")]
    [InlineData("redis-cli")]
    [InlineData("http://absent:80/")]
    public void Words_and_foreign_hosts_are_left_alone(string text) => Assert.Equal(text, Services.Replace(text));

    [Theory]
    [InlineData("/data", "/x/data")]
    [InlineData("--dir=/data", "--dir=/x/data")]
    [InlineData("/data/sub/file.txt", "/x/data/sub/file.txt")]
    [InlineData("/data/inner/f", "/y/inner/f")]
    [InlineData("/database", "/database")]
    [InlineData("http://host/data", "http://host/data")]
    [InlineData("/var/data", "/var/data")]
    public void Mount_paths_become_local_directories_where_they_are_paths(string text, string expected) =>
        Assert.Equal(expected, new MountPaths([new("/data", "/x/data"), new("/data/inner", "/y/inner")]).Replace(text));

    [Theory]
    [InlineData("$(A)-$(B)", "1-$(B)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$A $", "$A $")]
    [InlineData("$(A", "$(A")]
    public void Variables_expand_as_in_Kubernetes(string text, string expected) =>
        Assert.Equal(expected, VariableExpansion.Expand(text, new Dictionary<string, string> { ["A"] = "1" }));
}
