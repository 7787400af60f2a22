using System.Text.Json.Nodes;

namespace October.LocalCluster.Node.Cgroups;

public sealed class ResourceLimitsTests
{
    [Theory]
    [InlineData("memory", 1, "memory.limit_in_bytes=67108864")]
    [InlineData("memory", 2, "memory.max=67108864 memory.swap.max=0 memory.oom.group=1")]
    [InlineData("cpu", 1, "cpu.cfs_period_us=100000 cpu.cfs_quota_us=25000")]
    [InlineData("cpu", 2, "cpu.max=25000 100000")]
    public void Limits_are_written_as_each_version_takes_them(string controller, int version, string settings) =>
        Assert.Equal(settings, Settings("""{"limits":{"cpu":"250m","memory":"64Mi"}}""", controller, version));

    [Theory]
    [InlineData("memory", 1, "memory.limit_in_bytes=-1")]
    [InlineData("memory", 2, "memory.max=max memory.swap.max=max memory.oom.group=0")]
    [InlineData("cpu", 1, "cpu.cfs_period_us=100000 cpu.cfs_quota_us=-1")]
    [InlineData("cpu", 2, "cpu.max=max 100000")]
    public void What_has_no_limit_is_free_whatever_it_requests(string controller, int version, string settings) =>
        Assert.Equal(settings, Settings("""{"requests":{"cpu":"250m","memory":"64Mi"}}""", controller, version));

    [Theory]
    [InlineData("1m", "cpu.max=1000 100000")]
    [InlineData("2", "cpu.max=200000 100000")]
    [InlineData("1500u", "cpu.max=1000 100000")]
    public void A_quota_is_at_least_what_the_kernel_takes(string cpu, string settings) =>
        Assert.Equal(settings, Settings(new JsonObject { ["limits"] = new JsonObject { ["cpu"] = cpu } }.ToJsonString(), "cpu", 2));

    private static string Settings(string resources, string controller, int version) =>
        string.Join(' ', ResourceLimits.Of(JsonNode.Parse(resources)!.AsObject()).Settings(controller, version).Select(s => $"{s.File}={s.Value}"));
}
