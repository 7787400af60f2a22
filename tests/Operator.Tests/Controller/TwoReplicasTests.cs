using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>High availability: two operators, one of which leads.</summary>
public sealed class TwoReplicasTests
{
    private static readonly ResourceType Leases = new("coordination.k8s.io", "v1", "leases");

    [Fact]
    public async Task When_the_leader_is_killed_the_other_one_goes_on_once_the_lease_has_run_out()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.StopOperatorAsync();
        await using var first = october.StartReplica("first");
        await LeadsAsync(october, "first");
        await using var second = october.StartReplica("second");
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        Assert.Equal(0, second.Writes);

        first.Kill();
        var killed = october.Time.GetUtcNow();
        await october.ApplyAsync("api:v2");
        await LeadsAsync(october, "second");
        // The other one looks every two seconds: it may see the last renewal that late, and the end of its 15 seconds, too.
        Assert.InRange(october.Time.GetUtcNow() - killed, TimeSpan.Zero, TimeSpan.FromSeconds(2 + 15 + 2 + 0.5));
        await october.PhaseAsync("Ready");
        Assert.True(second.Writes > 0);
    }

    [Fact]
    public async Task A_leader_that_was_paused_makes_no_write_when_it_wakes()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.StopOperatorAsync();
        await using var first = october.StartReplica("first");
        await LeadsAsync(october, "first");
        await using var second = october.StartReplica("second");
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.QuietAsync();

        first.Pause();
        await LeadsAsync(october, "second");
        // The new leader does nothing, so that there is work left which the old one sees as soon as it wakes.
        second.Pause();
        await october.ApplyAsync("api:v2");
        await october.PassAsync(TimeSpan.FromSeconds(1));
        var writes = first.Writes;
        first.Resume();
        await october.UntilAsync(() => Task.FromResult(first.Ended.IsCompleted), "the old leader gives up");
        Assert.False(await first.Ended);
        Assert.Equal(writes, first.Writes);
    }

    private static Task LeadsAsync(SimulatedOctober october, string name) =>
        october.UntilAsync(
            async () => (string?)(await october.Cluster.GetAsync(Leases, "october-system", "october-operator"))?["spec"]?["holderIdentity"] == name,
            $"{name} leads");
}
