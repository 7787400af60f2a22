using System.Text;
using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(OwnClusterGroup))]
public sealed class GarnetTests
{
    [LocalFact("october up and its processes")]
    public async Task Without_redis_server_up_runs_garnet_and_prints_so()
    {
        var folder = Directory.CreateTempSubdirectory("october-garnet-").FullName;
        var (data, port) = (Path.Combine(folder, "data"), LocalOctober.FreePort());
        var path = new Dictionary<string, string> { ["PATH"] = PathWithout("redis-server", folder) };
        try
        {
            var up = (await LocalOctober.OctoberAsync(["up", "--detach", "--port", $"{port}", "--data", data], path)).Succeeds();
            Assert.Contains("garnet-server (redis-server is not installed)", up.Output, StringComparison.Ordinal);
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            client.DefaultRequestHeaders.Host = "api.october.localhost";
            await OctoberCluster.ShowKeyAsync(client, Path.Combine(data, "kubeconfig"));
            using var body = new StringContent("""{"args":[2,3]}""", Encoding.UTF8, "application/json");
            using var accepted = await client.PostAsync(new Uri("/tasks/add", UriKind.Relative), body, TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.Accepted, accepted.StatusCode);
        }
        finally
        {
            await LocalOctober.OctoberAsync("down", "--data", data);
            Directory.Delete(folder, recursive: true);
        }
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
