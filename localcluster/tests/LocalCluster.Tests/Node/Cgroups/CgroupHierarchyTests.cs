namespace October.LocalCluster.Node.Cgroups;

public sealed class CgroupHierarchyTests
{
    private const string Version1 = """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:15 - cgroup cgroup rw,memory
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;

    [Theory]
    [InlineData("memory", "/sys/fs/cgroup/memory/jobs/7")]
    [InlineData("cpu", "/sys/fs/cgroup/cpu,cpuacct")]
    public void A_controller_with_a_hierarchy_of_its_own_is_used_there(string controller, string directory) =>
        Assert.Equal(new CgroupHierarchy(controller, 1, directory), CgroupHierarchy.Find(controller, Version1, "8:cpuacct,cpu:/\n4:memory:/jobs/7\n0::/\n"));

    [Fact]
    public void Without_one_it_is_the_unified_hierarchys() => Assert.Equal(
        new CgroupHierarchy("memory", 2, "/sys/fs/cgroup/user.slice/run-1.scope"),
        CgroupHierarchy.Find("memory", "35 31 0:32 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup rw,nsdelegate\n", "0::/user.slice/run-1.scope\n"));

    [Fact]
    public void A_container_sees_its_own_part_of_a_hierarchy_at_the_mount_point() => Assert.Equal(
        new CgroupHierarchy("memory", 1, "/sys/fs/cgroup/memory/inner"),
        CgroupHierarchy.Find("memory", "35 31 0:32 /docker/ab /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n", "4:memory:/docker/ab/inner\n"));

    [Fact]
    public void A_system_without_control_groups_has_none() => Assert.Null(CgroupHierarchy.Find("memory", "31 23 0:28 / / rw - ext4 disk rw\n", ""));
}
