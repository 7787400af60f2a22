namespace October.LocalCluster.Node.Cgroups;

public sealed class CgroupNamesTests
{
    private static readonly CgroupNames Names = new(4026531836, 500);

    [Theory]
    [InlineData("october-4026531836-400-1", true)]
    [InlineData("october-4026531836-400-home", true)]
    [InlineData("october-4026531836-300-1", false)]
    [InlineData("october-1-400-1", false)]
    [InlineData("october-4026531836-400", false)]
    [InlineData("october-mine-400-1", false)]
    [InlineData("somebody-else", false)]
    public void Left_over_is_only_what_a_dead_process_of_this_namespace_has_made(string name, bool leftover) =>
        Assert.Equal(leftover, Names.IsLeftover(name, pid => pid == 300));

    [Fact]
    public void A_process_that_went_home_still_belongs_to_where_it_was_started()
    {
        Assert.Equal("/sys/fs/cgroup/run.scope", CgroupNames.Origin("/sys/fs/cgroup/run.scope/" + Names.Home));
        Assert.Equal("/sys/fs/cgroup/run.scope", CgroupNames.Origin("/sys/fs/cgroup/run.scope"));
    }
}
