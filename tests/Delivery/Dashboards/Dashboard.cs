using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Delivery.Dashboards;

/// <summary>A Grafana dashboard: stats in a first row, graphs below, two in a row.</summary>
/// <param name="Name">Name of the file, and end of the uid.</param>
/// <param name="Title">Title.</param>
/// <param name="Variables">Names of the variables, and the PromQL that lists their values.</param>
/// <param name="Annotations">Names of the annotations, and the PromQL whose series they are.</param>
/// <param name="Panels">In reading order.</param>
internal sealed record Dashboard(
    string Name, string Title, IReadOnlyList<(string Name, string Query)> Variables, IReadOnlyList<(string Name, string Expression, string Text)> Annotations,
    IReadOnlyList<Panel> Panels)
{
    private const int Columns = 24;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file that Grafana imports.</summary>
    public string Render() => new JsonObject
    {
        ["uid"] = $"october-{Name}",
        ["title"] = Title,
        ["tags"] = new JsonArray("october"),
        ["schemaVersion"] = 39,
        ["editable"] = true,
        ["refresh"] = "30s",
        ["time"] = new JsonObject { ["from"] = "now-3h", ["to"] = "now" },
        ["timezone"] = "browser",
        ["templating"] = new JsonObject { ["list"] = new JsonArray([Datasource(), .. Variables.Select(Variable)]) },
        ["annotations"] = new JsonObject { ["list"] = new JsonArray([.. Annotations.Select(Annotation)]) },
        ["panels"] = new JsonArray([.. Placed()]),
    }.ToJsonString(Indented) + "\n";

    private IEnumerable<JsonNode> Placed()
    {
        var stats = Panels.Where(panel => panel.IsStat).ToList();
        var graphs = Panels.Where(panel => !panel.IsStat).ToList();
        for (var index = 0; index < stats.Count; index++)
            yield return stats[index].Render(index + 1, index * Columns / stats.Count, 0, Columns / stats.Count, 4);
        for (var index = 0; index < graphs.Count; index++)
            yield return graphs[index].Render(stats.Count + index + 1, index % 2 * Columns / 2, 4 + (index / 2 * 8), Columns / 2, 8);
    }

    private static JsonNode Datasource() =>
        new JsonObject { ["name"] = "datasource", ["type"] = "datasource", ["query"] = "prometheus", ["label"] = "Prometheus" };

    private static JsonNode Variable((string Name, string Query) variable) => new JsonObject
    {
        ["name"] = variable.Name,
        ["type"] = "query",
        ["datasource"] = Panel.Datasource(),
        ["query"] = variable.Query,
        // The list may have grown when the time range is changed.
        ["refresh"] = 2,
        ["sort"] = 1,
    };

    private static JsonNode Annotation((string Name, string Expression, string Text) annotation) => new JsonObject
    {
        ["name"] = annotation.Name,
        ["datasource"] = Panel.Datasource(),
        ["enable"] = true,
        ["expr"] = annotation.Expression,
        ["titleFormat"] = annotation.Name,
        ["textFormat"] = annotation.Text,
        ["step"] = "30s",
    };
}
