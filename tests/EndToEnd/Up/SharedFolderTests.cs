using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(OwnClusterGroup))]
public sealed class SharedFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-shared-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [LocalFact("october up and its processes")]
    public async Task A_folder_is_one_cluster_s_from_its_first_moment_and_down_ends_what_only_starts()
    {
        var first = UpAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(File.Exists(Path.Combine(Data, "up.pid"))), found => found, "a lock");

        var second = await UpAsync("--fresh");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("is in use by another october up", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--fresh", second.Error, StringComparison.Ordinal);

        Assert.Equal("stopped", (await LocalOctober.OctoberAsync("down", "--data", Data)).Succeeds().Output.Trim());
        await first;
        Assert.Empty(LocalOctober.Processes(Data));
        Assert.Contains("nothing is running", (await LocalOctober.OctoberAsync("down", "--data", Data)).Succeeds().Output, StringComparison.Ordinal);
    }

    private Task<Command> UpAsync(params string[] more) =>
        LocalOctober.OctoberAsync(["up", "--no-sample", "--data", Data, "--port", $"{LocalOctober.FreePort()}", .. more]);
}
