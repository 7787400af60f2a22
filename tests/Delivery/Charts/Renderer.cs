using System.Text.Json.Nodes;

namespace October.Delivery.Charts;

/// <summary>Renders the chart: with helm where it is installed, else with <c>render.go</c>, on Go's own templates and Helm's own libraries.</summary>
public sealed class Renderer : IAsyncLifetime
{
    private const string Chart = "charts/october";
    private readonly string _folder = Directory.CreateTempSubdirectory("october-chart-").FullName;

    private string Program => Path.Combine(_folder, "render");

    public async ValueTask InitializeAsync() =>
        (await Command.RunAsync(
            "go",
            ["build", "-o", Program, RepositoryRoot.File("tests/Delivery/Charts/render.go")],
            new Dictionary<string, string>
            {
                ["GO111MODULE"] = "off",
                ["GOFLAGS"] = "",
                ["GOPATH"] = "/usr/share/gocode",
                ["GOCACHE"] = Path.Combine(_folder, "cache"),
            },
            timeout: TimeSpan.FromMinutes(5))).Succeeds();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The chart with these values, JSON, over its own.</summary>
    internal async Task<Command> TryRenderAsync(string values, string ns = "october-system")
    {
        if (!HasHelm)
            return await Command.RunAsync(Program, [RepositoryRoot.File(Chart), ns], input: values);
        var file = Path.Combine(_folder, "values.json");
        await File.WriteAllTextAsync(file, values);
        var rendered = await Command.RunAsync("helm", ["template", "october", RepositoryRoot.File(Chart), "--namespace", ns, "--values", file]);
        return rendered.ExitCode == 0 ? rendered with { Output = (await ParseAsync(rendered.Output)).Output } : rendered;
    }

    /// <summary>The objects of the chart, by kind, namespace and name.</summary>
    internal async Task<SortedDictionary<string, JsonNode>> RenderAsync(string values, string ns = "october-system") =>
        Objects((await TryRenderAsync(values, ns)).Succeeds());

    /// <summary>The objects of a folder of kustomize, by kind, namespace and name.</summary>
    internal async Task<SortedDictionary<string, JsonNode>> KustomizeAsync(string folder) =>
        Objects(await ParseAsync((await Command.RunAsync("kubectl", ["kustomize", RepositoryRoot.File(folder)])).Succeeds().Output));

    private static bool HasHelm => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "helm")));

    private async Task<Command> ParseAsync(string yaml) => (await Command.RunAsync(Program, [], input: yaml)).Succeeds();

    private static SortedDictionary<string, JsonNode> Objects(Command rendered) => new(
        rendered.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .ToDictionary(one => $"{one["kind"]} {one["metadata"]!["namespace"]}/{one["metadata"]!["name"]}"),
        StringComparer.Ordinal);
}
