using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>A printer column: its definition and how a cell is computed.</summary>
internal sealed record Column(string Name, string Type, string Description, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    public string Format { get; init; } = "";

    /// <summary>0 is always shown, larger only in the wide form.</summary>
    public int Priority { get; init; }

    public JsonObject Definition => new()
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Format,
        ["description"] = Description,
        ["priority"] = Priority,
    };
}
