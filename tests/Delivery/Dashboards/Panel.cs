using System.Text.Json.Nodes;

namespace October.Delivery.Dashboards;

/// <summary>A panel of a Grafana dashboard.</summary>
/// <param name="Title">What it shows, with the unit where Grafana does not.</param>
/// <param name="Unit">Unit in Grafana's words: reqps, s, percentunit, short.</param>
/// <param name="Queries">PromQL, and the legend of its series.</param>
internal sealed record Panel(string Title, string Unit, params (string Expression, string Legend)[] Queries)
{
    /// <summary>One value now, instead of a graph.</summary>
    public bool IsStat { get; init; }

    /// <summary>What the reader should know before acting on it.</summary>
    public string Description { get; init; } = "";

    /// <summary>The panel as Grafana stores it.</summary>
    /// <param name="id">Number within the dashboard.</param>
    /// <param name="x">Column, of 24.</param>
    /// <param name="y">Row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public JsonObject Render(int id, int x, int y, int width, int height) => new()
    {
        ["id"] = id,
        ["type"] = IsStat ? "stat" : "timeseries",
        ["title"] = Title,
        ["description"] = Description,
        ["datasource"] = Datasource(),
        ["gridPos"] = new JsonObject { ["x"] = x, ["y"] = y, ["w"] = width, ["h"] = height },
        ["fieldConfig"] = new JsonObject
        {
            ["defaults"] = new JsonObject { ["unit"] = Unit, ["min"] = 0 },
            ["overrides"] = new JsonArray(),
        },
        ["options"] = IsStat
            ? new JsonObject { ["textMode"] = "value_and_name", ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull") } }
            : new JsonObject { ["legend"] = new JsonObject { ["displayMode"] = "list" }, ["tooltip"] = new JsonObject { ["mode"] = "multi" } },
        ["targets"] = new JsonArray([.. Queries.Select((query, index) => new JsonObject
        {
            ["refId"] = $"{(char)('A' + index)}",
            ["datasource"] = Datasource(),
            ["expr"] = query.Expression,
            ["legendFormat"] = query.Legend,
        })]),
    };

    /// <summary>The Prometheus that the reader chose.</summary>
    public static JsonObject Datasource() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };
}
