using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Tables;

namespace October.LocalCluster.ApiServer.Presentation;

/// <summary>Builds <c>meta.k8s.io/v1 Table</c> from a kind's printer columns.</summary>
internal sealed class TableBuilder(TimeProvider time)
{
    public JsonObject Build(ResourceKind kind, JsonObject? listMetadata, IReadOnlyList<JsonObject> items, string? includeObject)
    {
        var columns = kind.Columns.Count > 0 ? kind.Columns : CommonColumns.Default;
        var now = time.GetUtcNow();
        var metadata = new JsonObject();
        foreach (var field in (string[])["resourceVersion", "continue", "remainingItemCount"])
            metadata.SetOrRemove(field, listMetadata.At(field));
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = metadata,
            ["columnDefinitions"] = new JsonArray([.. columns.Select(c => c.Definition)]),
            ["rows"] = new JsonArray([.. items.Select(item => Row(columns, item, now, includeObject))]),
        };
    }

    private static JsonObject Row(IReadOnlyList<Column> columns, JsonObject item, DateTimeOffset now, string? includeObject) => new()
    {
        ["cells"] = new JsonArray([.. columns.Select(c => c.Cell(item, now))]),
        ["object"] = includeObject switch
        {
            "None" => null,
            "Object" => item.DeepClone(),
            _ => Presenter.MetadataOnly(item),
        },
    };
}
