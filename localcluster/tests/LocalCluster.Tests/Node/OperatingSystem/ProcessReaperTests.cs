using System.Diagnostics;
using October.LocalCluster.Node.Environment;

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

    [Fact]
    public async Task Its_file_is_locked_until_what_was_left_has_been_killed()
    {
        var folder = Directory.CreateTempSubdirectory("october-reaper-").FullName;
        var directories = new NodeDirectories(folder);
        directories.Empty();
        var reaper = new ProcessReaper(directories.ProcessLock);
        using var left = Sleep();
        reaper.Add(left.Id);
        // The helper takes the lock when it has started.
        await Host.TestCluster.AwaitAsync(() => Task.FromResult(IsLocked(directories.ProcessLock)), () => "not locked");
        var waiting = directories.AwaitProcessesAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        await reaper.DisposeAsync();
        await waiting;
        await left.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.Delete(folder, recursive: true);
    }

    private static bool IsLocked(string path)
    {
        try
        {
            using var free = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static Process Sleep() => Process.Start(new ProcessStartInfo("setsid") { ArgumentList = { "sleep", "300" } })!;
}
