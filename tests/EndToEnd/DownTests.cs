namespace October.EndToEnd;

[Collection(nameof(OwnClusterGroup))]
public sealed class DownTests
{
    [Fact]
    public async Task A_normal_start_warns_of_nothing_down_ends_every_process_and_a_second_down_prints_that_nothing_is_running()
    {
        var data = Directory.CreateTempSubdirectory("october-down-").FullName;
        // As the base images set it.
        var environment = new Dictionary<string, string> { ["ASPNETCORE_HTTP_PORTS"] = "8080" };
        (await LocalOctober.OctoberAsync(["up", "--detach", "--no-sample", "--data", data, "--port", $"{LocalOctober.FreePort()}"], environment)).Succeeds();
        Assert.NotEmpty(LocalOctober.Processes(data));
        var log = await Eventually.BecomesAsync(
            () => File.ReadAllTextAsync(Path.Combine(data, "operator.log"), TestContext.Current.CancellationToken), text => text.Length > 0, "the operator logs");
        (await LocalOctober.OctoberAsync("down", "--data", data)).Succeeds();
        Assert.DoesNotContain("\"Warning\"", log, StringComparison.Ordinal);
        Assert.Empty(LocalOctober.Processes(data));
        Assert.Contains("nothing is running", (await LocalOctober.OctoberAsync("down", "--data", data)).Succeeds().Output, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }
}
