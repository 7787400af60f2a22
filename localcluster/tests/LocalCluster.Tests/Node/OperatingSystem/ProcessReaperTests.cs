using System.Diagnostics;

namespace October.LocalCluster.Node.OperatingSystem;

public sealed class ProcessReaperTests
{
    [Fact]
    public async Task Groups_that_are_left_when_the_pipe_closes_are_killed_and_finished_ones_are_not_touched()
    {
        var reaper = new ProcessReaper();
        using var left = Sleep();
        using var finished = Sleep();
        reaper.Add(finished.Id);
        reaper.Add(left.Id);
        reaper.Remove(finished.Id);
        // What the kernel does with the pipe when this process is killed.
        await reaper.DisposeAsync();
        await left.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(137, left.ExitCode);
        Assert.False(finished.HasExited);
        ProcessGroup.Kill(finished.Id);
        await finished.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static Process Sleep() => Process.Start(new ProcessStartInfo("setsid") { ArgumentList = { "sleep", "300" } })!;
}
