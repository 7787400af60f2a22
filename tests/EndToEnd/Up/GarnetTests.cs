using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(OwnClusterGroup))]
public sealed class GarnetTests
{
    [LocalFact("october up and its processes")]
    public async Task Without_redis_server_up_runs_garnet_prints_so_and_keeps_its_data()
    {
        var folder = Directory.CreateTempSubdirectory("october-garnet-").FullName;
        await using var up = new SampleUp(folder, new Dictionary<string, string> { ["PATH"] = PathWithout("redis-server", folder) });
        Assert.Contains("garnet-server (redis-server is not installed)", await up.StartAsync(), StringComparison.Ordinal);
        var task = await up.SendAsync("""{"args":[2,3]}""");
        Assert.Equal(5, await up.ResultAsync(task));

        await up.KillAsync();
        await up.StartAsync();

        Assert.Equal(5, await up.ResultAsync(task));
    }

    /// <summary>A PATH with links to every program except one.</summary>
    private static string PathWithout(string program, string folder)
    {
        var links = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        foreach (var entry in Environment.GetEnvironmentVariable("PATH")!.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(entry).Where(file => Path.GetFileName(file) != program))
            {
                var link = Path.Combine(links, Path.GetFileName(file));
                if (!File.Exists(link))
                    File.CreateSymbolicLink(link, file);
            }
        }

        return links;
    }
}
