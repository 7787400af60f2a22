using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Common.Schemas;

/// <summary>The items of a list that is merged by keys, found by these: a list of thousands must not be searched for each of thousands of others.</summary>
public sealed class ListIndex
{
    private readonly Dictionary<string, JsonNode?> _items = new(StringComparer.Ordinal);
    private readonly FieldFacts _field;

    /// <summary>Reads the list. Of items with the same keys the first is found.</summary>
    /// <param name="list">Where to look.</param>
    /// <param name="field">The list's facts. A key that is not given has its default, or is absent in both.</param>
    public ListIndex(JsonArray list, FieldFacts field)
    {
        _field = field;
        foreach (var item in list)
        {
            if (Keys(item) is { } keys)
                _items.TryAdd(keys, item);
        }
    }

    /// <summary>The item that has the same keys; null when there is none.</summary>
    public JsonNode? Find(JsonNode? item) => Keys(item) is { } keys ? _items.GetValueOrDefault(keys) : null;

    /// <summary>A key as text that is the same for equal values; null for a list or an object, which identifies nothing.</summary>
    public static string? Key(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => "\"" + value.GetValue<string>(),
        JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.Object or JsonValueKind.Array => null,
        _ => value?.ToJsonString() ?? "null",
    };

    private string? Keys(JsonNode? item)
    {
        var keys = "";
        foreach (var name in _field.Keys)
        {
            if (Key((item as JsonObject)?[name] ?? _field.Type?.Field(name)?.Default) is not { } key)
                return null;
            keys += $"{key.Length}:{key}";
        }

        return keys;
    }
}
