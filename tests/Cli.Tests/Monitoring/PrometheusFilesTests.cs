using System.Text.Json.Nodes;

namespace October.Cli.Monitoring;

public sealed class PrometheusFilesTests
{
    [Fact]
    public void The_targets_are_the_operator_and_the_metrics_ports_of_apps_with_the_labels_of_a_cluster()
    {
        var targets = JsonNode.Parse(PrometheusFiles.Targets(
            Pods(
                Pod("api", "127.1.0.1", """[{"name":"http","containerPort":8000},{"name":"metrics","containerPort":8001}]"""),
                Pod("worker", "127.1.0.2", """[{"name":"http","containerPort":9000}]"""),
                Pod("redis", "127.1.0.3", """[{"name":"redis","containerPort":6379}]"""),
                // Without an address yet, and without ports.
                Pod("api", null, """[{"name":"metrics","containerPort":8001}]"""),
                Pod("worker", "127.1.0.5", null)),
            8080))!.AsArray();

        Assert.Equal(["127.0.0.1:8080", "127.1.0.1:8001", "127.1.0.2:9000"], targets.Select(one => (string)one!["targets"]![0]!));
        Assert.Equal("october-system/october-operator", (string?)targets[0]!["labels"]!["job"]);
        Assert.Equal(
            """{"job":"shop-api","namespace":"shops","pod":"shop-api-x","service":"shop-api","october_dev_app":"shop","october_dev_component":"api"}""",
            targets[1]!["labels"]!.ToJsonString());
    }

    [Fact]
    public void A_path_of_any_form_is_quoted() =>
        Assert.Contains(
            """[{files: ["/tmp/a \u0022b\u0022/targets.json"]}]""",
            PrometheusFiles.Configuration("/tmp/a \"b\"/targets.json"), StringComparison.Ordinal);

    private static JsonObject Pods(params JsonNode[] items) => new() { ["items"] = new JsonArray(items) };

    private static JsonObject Pod(string component, string? address, string? ports) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = $"shop-{component}-x",
            ["namespace"] = "shops",
            ["labels"] = new JsonObject { ["october.dev/app"] = "shop", ["october.dev/component"] = component },
        },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["ports"] = ports is null ? null : JsonNode.Parse(ports) }) },
        ["status"] = new JsonObject { ["podIP"] = address },
    };
}
