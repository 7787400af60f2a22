using System.Diagnostics;
using System.Text.Json.Nodes;

namespace October.LocalCluster.Node.Cgroups;

public sealed class ClusterCgroupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("october-cgroup").FullName;

    [Fact]
    public void A_directory_that_cannot_be_written_leaves_containers_unlimited_and_says_why()
    {
        var cgroups = ClusterCgroup.Open([new CgroupHierarchy("memory", 1, Path.Combine(_root, "not-there"))], new CgroupNames(1, 2), TimeProvider.System);
        Assert.False(cgroups.Enforcement.Enforced);
        Assert.Contains("control groups may not be made", cgroups.Enforcement.Message, StringComparison.Ordinal);
        Assert.Null(cgroups.Make([]));
    }

    [Fact]
    public void A_group_of_version_2_with_other_processes_is_left_alone()
    {
        File.WriteAllText(Path.Combine(_root, "cgroup.controllers"), "cpu memory\n");
        File.WriteAllText(Path.Combine(_root, "cgroup.subtree_control"), "\n");
        File.WriteAllText(Path.Combine(_root, "cgroup.procs"), "77\n");
        var cgroups = ClusterCgroup.Open([new CgroupHierarchy("memory", 2, _root)], new CgroupNames(1, 2), TimeProvider.System);
        Assert.Contains("other processes", cgroups.Enforcement.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_root));
    }

    [Fact]
    public void A_process_alone_in_its_group_of_version_2_goes_home_and_hands_the_controllers_down()
    {
        var names = CgroupNames.OfThisProcess();
        File.WriteAllText(Path.Combine(_root, "cgroup.controllers"), "cpu memory pids\n");
        File.WriteAllText(Path.Combine(_root, "cgroup.subtree_control"), "");
        File.WriteAllText(Path.Combine(_root, "cgroup.procs"), $"{System.Environment.ProcessId}\n");
        // The kernel would make the file.
        var home = Directory.CreateDirectory(Path.Combine(_root, names.Home)).FullName;
        File.WriteAllText(Path.Combine(home, "cgroup.procs"), "");
        CgroupDelegation.Enable(_root, names.Home, ["memory", "cpu"]);
        Assert.Equal($"{System.Environment.ProcessId}", File.ReadAllText(Path.Combine(home, "cgroup.procs")));
        Assert.Equal("+memory +cpu", File.ReadAllText(Path.Combine(_root, "cgroup.subtree_control")));
    }

    [Fact]
    public void What_a_killed_cluster_left_behind_is_removed_by_the_next()
    {
        var names = new CgroupNames(1, 2);
        var left = Directory.CreateDirectory(Path.Combine(_root, new CgroupNames(1, int.MaxValue).Cluster(1), "3")).FullName;
        var others = Directory.CreateDirectory(Path.Combine(_root, "others")).FullName;
        Assert.True(ClusterCgroup.Open([new CgroupHierarchy("memory", 1, _root)], names, TimeProvider.System).Enforcement.Enforced);
        Assert.False(Directory.Exists(Path.GetDirectoryName(left)));
        Assert.True(Directory.Exists(others));
    }

    [Fact]
    public async Task A_process_that_takes_more_memory_than_its_limit_is_killed_by_the_kernel()
    {
        var cgroups = OpenOrSkip();
        var group = cgroups.Make(JsonNode.Parse("""{"limits":{"memory":"16Mi"}}""")!.AsObject())!;
        using var process = Start("read line; head -c 64M /dev/zero 2>/dev/null | tail -c 64M >/dev/null; exit 3");
        group.Join(process.Id);
        await process.StandardInput.WriteLineAsync("go");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(group.WasOutOfMemory);
        await group.RemoveAsync();
        cgroups.Remove();
    }

    [Fact]
    public async Task What_a_process_started_before_it_joined_is_taken_in_and_ends_with_the_group()
    {
        var cgroups = OpenOrSkip();
        var group = cgroups.Make([])!;
        using var process = Start("sleep 300 & echo $!; wait");
        var child = int.Parse(
            (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, System.Globalization.CultureInfo.InvariantCulture);
        group.Join(process.Id);
        Assert.Contains("october-", await File.ReadAllTextAsync($"/proc/{child}/cgroup", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await group.RemoveAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(137, process.ExitCode);
        cgroups.Remove();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static ClusterCgroup OpenOrSkip()
    {
        var cgroups = ClusterCgroup.Open(TimeProvider.System);
        Assert.SkipUnless(cgroups.Enforcement.Enforced, cgroups.Enforcement.Message);
        return cgroups;
    }

    private static Process Start(string script) => Process.Start(new ProcessStartInfo("setsid")
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        ArgumentList = { "/bin/sh", "-c", script },
    })!;
}
