namespace October.Cli.Up;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_empty_folder_becomes_its_own_and_stays_so()
    {
        DataDirectory.Prepare(_folder);
        File.WriteAllText(Path.Combine(_folder, "notes"), "");
        DataDirectory.Prepare(_folder);
        DataDirectory.Prepare(Path.Combine(_folder, "new", "one"));
    }

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

    [Fact]
    public void The_folder_of_an_earlier_version_is_known_by_its_files()
    {
        foreach (var file in new[] { "operator.log", "up.log" })
            File.WriteAllText(Path.Combine(_folder, file), "");
        Directory.CreateDirectory(Path.Combine(_folder, "cluster", "pods"));
        DataDirectory.Prepare(_folder);
        Assert.True(File.Exists(Path.Combine(_folder, "cluster", ".october-cluster")));
    }
}
