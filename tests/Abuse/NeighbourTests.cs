using System.Text.Json.Nodes;

namespace October.Abuse;

/// <summary>
/// Who runs pods beside an app reaches what its NetworkPolicies say, as a network plugin applies them: the metrics, and only as a Prometheus.
/// </summary>
[Collection(nameof(DirectGroup))]
public sealed class NeighbourTests(WithDirectProbes cluster)
{
    private const string App = """
        {"api":{"image":"october-api:v1","replicas":1},"worker":{"image":"october-worker:v1","replicas":1},"ingress":{"enabled":false}}
        """;

    private static readonly int[] OfTheApi = [8000, 8001];

    [Theory]
    [InlineData("plain", "{}", "")]
    [InlineData("prometheus", """{"app.kubernetes.io/name":"prometheus"}""", "api:8001 worker:9000")]
    [InlineData("operator", """{"app.kubernetes.io/name":"october-operator"}""", "")]
    [InlineData("api", """{"app.kubernetes.io/name":"api","october.dev/component":"api"}""", "")]
    [InlineData("app", """{"app.kubernetes.io/name":"prometheus","october.dev/app":"prometheus"}""", "")]
    public async Task A_neighbours_pod_reaches_no_more_than_metrics(string name, string labels, string reached)
    {
        if (await cluster.CreateAppAsync("guarded", App) is not null)
            await cluster.StatusAsync("guarded", status => status.Contains("\"phase\":\"Ready\"", StringComparison.Ordinal), "the app is ready");
        (await cluster.AdminAsync(["apply", "-f", "-"], $$$"""
            {"apiVersion":"v1","kind":"List","items":[
              {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"neighbours"}},
              {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"neighbours","labels":{{{labels}}}},
               "spec":{"containers":[{"name":"any","image":"october-worker:v1"}]}}]}
            """)).Succeeds();

        var found = new List<string>();
        foreach (var (component, ports) in new[] { ("api", OfTheApi), ("worker", [9000]), ("redis", [6379]) })
        {
            foreach (var port in ports)
            {
                var pod = await PodAsync(component);
                var answer = await cluster.NetpolAsync("--from", $"neighbours/{name}", "--to", pod, "--port", $"{port}", "-o", "json");
                if ((bool)JsonNode.Parse(answer)![0]!["allowed"]!)
                    found.Add($"{component}:{port}");
            }
        }

        Assert.Equal(reached, string.Join(' ', found));
        (await cluster.AdminAsync(["delete", "pod", name, "-n", "neighbours", "--wait=false"])).Succeeds();
    }

    private async Task<string> PodAsync(string component)
    {
        var selector = $"october.dev/app=guarded,october.dev/component={component}";
        string[] arguments = ["get", "pods", "-n", AttackedCluster.Namespace, "-l", selector, "-o", "jsonpath={.items[0].metadata.name}"];
        return (await cluster.AdminAsync(arguments)).Succeeds().Output;
    }
}
