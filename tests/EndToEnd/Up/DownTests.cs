using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(OwnClusterGroup))]
public sealed class DownTests
{
    [LocalFact("october up and its processes")]
    public async Task Down_ends_every_process_and_a_second_down_prints_that_nothing_is_running()
    {
        var data = Directory.CreateTempSubdirectory("october-down-").FullName;
        try
        {
            (await LocalOctober.OctoberAsync("up", "--detach", "--no-sample", "--data", data, "--port", $"{LocalOctober.FreePort()}")).Succeeds();
            Assert.NotEmpty(LocalOctober.Processes(data));
        }
        finally
        {
            (await LocalOctober.OctoberAsync("down", "--data", data)).Succeeds();
        }

        Assert.Empty(LocalOctober.Processes(data));
        Assert.Contains("nothing is running", (await LocalOctober.OctoberAsync("down", "--data", data)).Succeeds().Output, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }
}
