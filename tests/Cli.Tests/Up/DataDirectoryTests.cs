using October.Cli.Running;

namespace October.Cli.Up;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_empty_folder_becomes_its_own_and_stays_so()
    {
        DataDirectory.Prepare(_folder).Dispose();
        File.WriteAllText(Path.Combine(_folder, "notes"), "");
        DataDirectory.Prepare(_folder).Dispose();
        DataDirectory.Prepare(Path.Combine(_folder, "new", "one")).Dispose();
    }

    [Fact]
    public void A_folder_is_refused_from_its_preparation_until_it_is_released_and_the_process_is_named()
    {
        using (DataDirectory.Prepare(_folder))
        {
            var refusal = Assert.Throws<CliException>(() => DataDirectory.Prepare(_folder));
            Assert.Contains($"(process {Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(Environment.ProcessId, DataLock.Holder(_folder)?.ProcessId);
        }

        Assert.Null(DataLock.Holder(_folder));
        DataDirectory.Prepare(_folder).Dispose();
    }

    [Fact]
    public void Who_has_left_a_lock_behind_holds_nothing()
    {
        File.WriteAllText(Path.Combine(_folder, DataLock.HolderName), $"{Environment.ProcessId} 1");
        Assert.Null(DataLock.Holder(_folder));
    }

    [Fact]
    public void A_path_that_the_operator_would_take_for_two_is_refused() => Assert.Contains(
        "has a colon", Assert.Throws<CliException>(() => DataDirectory.Prepare(Path.Combine(_folder, "a:b"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("thesis.txt")]
    [InlineData("cluster/results.csv")]
    [InlineData("kubeconfig")]
    [InlineData(".git/HEAD")]
    public void A_folder_with_somebody_elses_files_is_left_as_it_is(string file)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "mine");
        var link = _folder + "-link";
        Directory.CreateSymbolicLink(link, _folder);
        try
        {
            foreach (var data in new[] { _folder, link, _folder + "/.", "/" })
                Assert.Throws<CliException>(() => DataDirectory.Prepare(data));
        }
        finally
        {
            Directory.Delete(link);
        }

        Assert.Equal([path], Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    /// <summary>Who prepares a folder in /tmp would have programs of theirs run by whoever uses it.</summary>
    [Theory]
    [InlineData("", UnixFileMode.OtherWrite)]
    [InlineData("", UnixFileMode.GroupWrite)]
    [InlineData("cluster", UnixFileMode.OtherWrite)]
    public void A_folder_that_others_may_write_to_is_refused(string folder, UnixFileMode others)
    {
        DataDirectory.Prepare(_folder).Dispose();
        var path = Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName;
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | others);

        Assert.Contains("others may write to", Assert.Throws<CliException>(() => DataDirectory.Prepare(_folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("up.log")]
    [InlineData("cluster/objects.db")]
    public async Task What_another_user_has_put_there_is_not_used(string name)
    {
        DataDirectory.Prepare(_folder).Dispose();
        var path = Path.Combine(_folder, name);
        if (name.Length > 0)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        }

        // Only root can give a file away; to anybody else a folder of root's is another user's.
        var isRoot = FileOwner.IsOwn("/");
        if (isRoot)
        {
            using var chown = System.Diagnostics.Process.Start("chown", ["10001", path]);
            await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var refusal = Assert.Throws<CliException>(() => DataDirectory.Prepare(isRoot ? _folder : "/usr"));
        Assert.Contains("another user's", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_of_an_earlier_version_is_known_by_its_files()
    {
        foreach (var file in new[] { "operator.log", "up.log" })
            File.WriteAllText(Path.Combine(_folder, file), "");
        Directory.CreateDirectory(Path.Combine(_folder, "cluster", "pods"));
        DataDirectory.Prepare(_folder).Dispose();
        Assert.True(File.Exists(Path.Combine(_folder, "cluster", ".october-cluster")));
    }
}
