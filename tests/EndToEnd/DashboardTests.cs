using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>A real Prometheus scrapes the operator and the app, and every query of the dashboards has an answer.</summary>
[Collection(nameof(CommandGroup))]
public sealed class DashboardTests(OctoberCluster october)
{
    [LocalFact("the Prometheus that october up starts")]
    public async Task Every_panel_and_variable_has_data()
    {
        await october.ResetAsync();
        await october.PatchAsync("""{"spec":{"backup":{"schedule":"17 3 * * *"}}}""");
        try
        {
            (await LocalOctober.OctoberAsync("backup", "october", "-n", "october", "--kubeconfig", october.Kubeconfig)).Succeeds();
            foreach (var path in Directory.EnumerateFiles(RepositoryRoot.File("config/grafana"), "*.json"))
            {
                var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
                foreach (var panel in dashboard["panels"]!.AsArray())
                    await HasDataAsync($"{dashboard["title"]}: {panel!["title"]}", [.. panel["targets"]!.AsArray().Select(target => (string)target!["expr"]!)]);
                foreach (var annotation in dashboard["annotations"]!["list"]!.AsArray())
                    await QueryAsync((string)annotation!["expr"]!);
                foreach (var variable in dashboard["templating"]!["list"]!.AsArray().Where(one => (string)one!["type"]! == "query"))
                    await HasDataAsync($"{dashboard["title"]}: ${variable!["name"]}", [((string)variable["query"]!).Split('(', ',')[1]]);
            }
        }
        finally
        {
            await october.PatchAsync("""{"spec":{"backup":null}}""");
            // Backups are kept, also when none are made any more.
            await october.OutputAsync("delete", "pvc", "october-backup-data", "-n", "october", "--wait=false");
        }
    }

    private async Task HasDataAsync(string what, params string[] expressions)
    {
        foreach (var expression in expressions)
        {
            await Eventually.BecomesAsync(
                async () =>
                {
                    // Rates need traffic.
                    using var sent = await october.Ingress.PostAsync("/tasks/add", new StringContent("""{"args":[2,3]}"""));
                    return await QueryAsync(expression);
                },
                result => result!.AsArray().Any(one => (string)one!["value"]![1]! != "NaN"),
                $"data for {what}: {expression}");
        }
    }

    private async Task<JsonNode?> QueryAsync(string expression)
    {
        var query = expression.Replace("$namespace", "october", StringComparison.Ordinal).Replace("$app", "october", StringComparison.Ordinal)
            .Replace("$__rate_interval", "1m", StringComparison.Ordinal);
        using var client = new HttpClient();
        var prometheus = new Uri($"http://127.0.0.1:{october.Local.PrometheusPort}");
        using var response = await client.GetAsync(new Uri(prometheus, $"/api/v1/query?query={Uri.EscapeDataString(query)}"));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True((string?)answer["status"] == "success", $"{query}: {answer["error"]}");
        return answer["data"]!["result"];
    }
}
