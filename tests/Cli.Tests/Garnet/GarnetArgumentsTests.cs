namespace October.Cli.Garnet;

public sealed class GarnetArgumentsTests
{
    [Fact]
    public void The_operators_redis_arguments_are_translated()
    {
        var garnet = GarnetArguments.From(
            ["/auth.conf", "--port", "6379", "--dir", "/data", "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction", "--bind", "127.0.0.9"]);
        var line = string.Join(' ', garnet);
        Assert.Contains("--config-import-path /auth.conf", line, StringComparison.Ordinal);
        Assert.Contains("--port 6379", line, StringComparison.Ordinal);
        Assert.Contains("--bind 127.0.0.9", line, StringComparison.Ordinal);
        Assert.Contains("--checkpointdir /data", line, StringComparison.Ordinal);
        Assert.Contains("--storage-tier --logdir /data/log", line, StringComparison.Ordinal);
        Assert.Contains("--aof", garnet);
        Assert.DoesNotContain("maxmemory", line, StringComparison.Ordinal);
    }
}
