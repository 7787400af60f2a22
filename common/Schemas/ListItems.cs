using System.Text.Json.Nodes;

namespace October.Common.Schemas;

/// <summary>Items of lists that are merged by keys.</summary>
public static class ListItems
{
    /// <summary>The item of the list that has the same keys; null when there is none.</summary>
    /// <param name="list">Where to look.</param>
    /// <param name="item">Whose keys are looked for.</param>
    /// <param name="field">The list's facts. A key that is not given has its default, or is absent in both.</param>
    public static JsonNode? Find(JsonArray list, JsonNode? item, FieldFacts field) =>
        list.FirstOrDefault(other => field.Keys.All(key => JsonNode.DeepEquals(Key(item, key, field), Key(other, key, field))));

    private static JsonNode? Key(JsonNode? item, string key, FieldFacts field) => (item as JsonObject)?[key] ?? field.Type?.Field(key)?.Default;
}
