using System.Net.Http.Json;
using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

/// <summary>The sample in a cluster of this test's own, which can be killed and started again.</summary>
/// <param name="folder">Deleted with it.</param>
/// <param name="environment">Of the command, beside that of the test.</param>
internal sealed class SampleUp(string folder, Dictionary<string, string>? environment = null) : IAsyncDisposable
{
    private readonly int _port = LocalOctober.FreePort();

    public string Data => Path.Combine(folder, "data");

    /// <summary>Starts it; returns what was printed.</summary>
    public async Task<string> StartAsync() =>
        (await LocalOctober.OctoberAsync(["up", "--detach", "--port", $"{_port}", "--data", Data], environment)).Succeeds().Output;

    /// <summary>Kills it and all its processes, as a machine that stops does.</summary>
    public async Task KillAsync()
    {
        var process = (int)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Data, "up.json"), TestContext.Current.CancellationToken))!["processId"]!;
        (await Command.RunAsync("kill", ["-KILL", "--", $"-{process}"])).Succeeds();
    }

    /// <summary>Sends task add; returns its address.</summary>
    public async Task<Uri> SendAsync(string body)
    {
        using var client = await ClientAsync();
        using var sent = await client.PostAsJsonAsync("/tasks/add", JsonNode.Parse(body), TestContext.Current.CancellationToken);
        Assert.True(sent.IsSuccessStatusCode, $"{(int)sent.StatusCode} {await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return sent.Headers.Location!;
    }

    /// <summary>Waits for the result of a task.</summary>
    public async Task<int?> ResultAsync(Uri task)
    {
        using var client = await ClientAsync();
        var found = await Eventually.BecomesAsync(() => GetAsync(client, task), found => (string?)found?["status"] == "SUCCESS", $"the result of {task}");
        return (int?)found!["result"];
    }

    public async ValueTask DisposeAsync()
    {
        await LocalOctober.OctoberAsync("down", "--data", Data);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<HttpClient> ClientAsync()
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Host = "api.october.localhost";
        await OctoberCluster.ShowKeyAsync(client, Path.Combine(Data, "kubeconfig"));
        return client;
    }

    private static async Task<JsonNode?> GetAsync(HttpClient client, Uri task)
    {
        using var response = await client.GetAsync(task, TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)) : null;
    }
}
