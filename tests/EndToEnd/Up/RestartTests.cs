using System.Net.Http.Json;
using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(OwnClusterGroup))]
public sealed class RestartTests
{
    [LocalFact("october up and its processes")]
    public async Task After_a_kill_the_next_up_has_the_same_objects_and_the_tasks_that_waited_run()
    {
        var folder = Directory.CreateTempSubdirectory("october-restart-").FullName;
        var data = Path.Combine(folder, "data");
        var port = LocalOctober.FreePort();
        try
        {
            await UpAsync(data, port);
            var before = await UidsAsync(data);
            using var client = await ClientAsync(data, port);
            using var sent = await client.PostAsJsonAsync(
                "/tasks/add", JsonNode.Parse("""{"args":[2,3],"options":{"countdown":10}}"""), TestContext.Current.CancellationToken);
            Assert.True(sent.IsSuccessStatusCode, $"{(int)sent.StatusCode} {await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            var task = sent.Headers.Location!;

            var process = (int)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(data, "up.json"), TestContext.Current.CancellationToken))!["processId"]!;
            (await Command.RunAsync("kill", ["-KILL", "--", $"-{process}"])).Succeeds();
            var output = await UpAsync(data, port);

            Assert.Contains("continues the cluster of ", output, StringComparison.Ordinal);
            Assert.Equal(before, await UidsAsync(data));
            using var again = await ClientAsync(data, port);
            var result = await Eventually.BecomesAsync(
                () => GetAsync(again, task), found => (string?)found?["status"] == "SUCCESS", "the result of the task that waited");
            Assert.Equal(5, (int?)result!["result"]);
        }
        finally
        {
            await LocalOctober.OctoberAsync("down", "--data", data);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> UpAsync(string data, int port) =>
        (await LocalOctober.OctoberAsync("up", "--detach", "--port", $"{port}", "--data", data)).Succeeds().Output;

    private static async Task<string> UidsAsync(string data) => (await Command.RunAsync(
        "kubectl",
        ["get", "oapp,deploy,svc,pvc,secret", "-n", "october", "-o", "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid}{'\\n'}{end}"],
        new Dictionary<string, string> { ["KUBECONFIG"] = Path.Combine(data, "kubeconfig") })).Succeeds().Output;

    private static async Task<HttpClient> ClientAsync(string data, int port)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Host = "api.october.localhost";
        await OctoberCluster.ShowKeyAsync(client, Path.Combine(data, "kubeconfig"));
        return client;
    }

    private static async Task<JsonNode?> GetAsync(HttpClient client, Uri task)
    {
        using var response = await client.GetAsync(task, TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)) : null;
    }
}
