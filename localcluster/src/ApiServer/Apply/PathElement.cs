using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Common.Schemas;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Apply;

/// <summary>Path elements in their text form, as keys of <c>FieldsV1</c>.</summary>
internal static class PathElement
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Field(string name) => $"f:{name}";

    public static string Value(JsonNode? value) => $"v:{value?.ToJsonString(Compact) ?? "null"}";

    public static string Key(JsonObject key) => $"k:{key.ToJsonString(Compact)}";

    /// <summary>The element of a list's item: by its keys, or by its value.</summary>
    /// <exception cref="FormatException">A key is missing and has no default.</exception>
    public static string Item(JsonNode? item, Schema list)
    {
        if (list.IsSetList)
            return Value(item);
        if (item is not JsonObject value)
            throw new FormatException("associative list with keys may not have non-map items");
        var key = new JsonObject();
        foreach (var name in list.MapKeys.Order(StringComparer.Ordinal))
        {
            var part = value[name] ?? list.Items?.Child(name)?.Default ?? DefaultKey(list, name);
            if (part is null)
                throw new FormatException($"associative list with keys has an element that omits key field \"{name}\" (and doesn't have default value)");
            key[name] = part.DeepClone();
        }

        return Key(key);
    }

    /// <summary>How a message shows the element.</summary>
    public static string Display(string element) => element[..2] switch
    {
        "f:" => $".{element[2..]}",
        "k:" => KeyText(element[2..]),
        "v:" => $"[={element[2..]}]",
        _ => $"[{element[2..]}]",
    };

    public static void Check(string element)
    {
        if (element.Length < 2 || element[1] != ':' || element[0] is not ('f' or 'k' or 'v' or 'i'))
            throw new FormatException($"unable to parse path element: {element}");
    }

    /// <summary>The protocol of a port has a default in the built-in types, and so has a text that is always written: the empty one.</summary>
    private static JsonNode? DefaultKey(Schema list, string name)
    {
        if (name == "protocol" && list.Items?.TypeName is "ContainerPort" or "ServicePort")
            return JsonValue.Create("TCP");
        return list.Items?.Child(name) is { Type: "string", Format: null, Emptiness: Emptiness.Written } ? JsonValue.Create("") : null;
    }

    private static string KeyText(string json)
    {
        var text = new StringBuilder("[");
        foreach (var (name, value) in JsonReading.Parse(Encoding.UTF8.GetBytes(json)).Root as JsonObject ?? [])
        {
            if (text.Length > 1)
                text.Append(',');
            text.Append(name).Append('=').Append(value?.ToJsonString(Compact));
        }

        return text.Append(']').ToString();
    }
}
