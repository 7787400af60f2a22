using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace October.Tasks.Handlers;

/// <content>Those that are made of other types.</content>
public static partial class JsonTypes
{
    /// <summary>A value or null.</summary>
    public static JsonType<T?> Optional<T>(JsonType<T> type) where T : struct => new(
        type.Name + " or null",
        (JsonElement json, out T? value) =>
        {
            value = null;
            if (json.ValueKind == JsonValueKind.Null)
                return true;
            if (!type.TryRead(json, out var read))
                return false;
            value = read;
            return true;
        },
        (json, value) =>
        {
            if (value is { } given)
                type.Write(json, given);
            else
                json.WriteNullValue();
        });

    /// <summary>An object or null.</summary>
    public static JsonType<T?> OrNull<T>(JsonType<T> type) where T : class => new(
        type.Name + " or null",
        (JsonElement json, out T? value) =>
        {
            value = null;
            return json.ValueKind == JsonValueKind.Null || type.TryRead(json, out value);
        },
        (json, value) =>
        {
            if (value is null)
                json.WriteNullValue();
            else
                type.Write(json, value);
        });

    /// <summary>A list of values.</summary>
    /// <param name="element">The values.</param>
    /// <param name="make">From an array to the list that the handler takes.</param>
    public static JsonType<TList> List<TList, T>(JsonType<T> element, Func<T[], TList> make) where TList : IEnumerable<T> => new(
        "a list, each item " + element.Name,
        (JsonElement json, [MaybeNullWhen(false)] out TList value) =>
        {
            value = default;
            if (json.ValueKind != JsonValueKind.Array)
                return false;
            var (items, at) = (new T[json.GetArrayLength()], 0);
            foreach (var item in json.EnumerateArray())
            {
                if (!element.TryRead(item, out items[at++]!))
                    return false;
            }

            value = make(items);
            return true;
        },
        (json, value) =>
        {
            json.WriteStartArray();
            foreach (var item in value)
                element.Write(json, item);
            json.WriteEndArray();
        });

    /// <summary>A map from texts to values.</summary>
    /// <param name="element">The values.</param>
    /// <param name="make">From a dictionary to the one that the handler takes.</param>
    public static JsonType<TMap> Map<TMap, T>(JsonType<T> element, Func<Dictionary<string, T>, TMap> make)
        where TMap : IEnumerable<KeyValuePair<string, T>> => new(
        "a map, each value " + element.Name,
        (JsonElement json, [MaybeNullWhen(false)] out TMap value) =>
        {
            value = default;
            if (json.ValueKind != JsonValueKind.Object)
                return false;
            var items = new Dictionary<string, T>(StringComparer.Ordinal);
            foreach (var property in json.EnumerateObject())
            {
                if (!element.TryRead(property.Value, out var item))
                    return false;
                items[property.Name] = item;
            }

            value = make(items);
            return true;
        },
        (json, value) =>
        {
            json.WriteStartObject();
            foreach (var (name, item) in value)
            {
                json.WritePropertyName(name);
                element.Write(json, item);
            }

            json.WriteEndObject();
        });

    /// <summary>A type of your own, by its source-generated description.</summary>
    public static JsonType<T> Of<T>(JsonTypeInfo<T> type) where T : notnull => new(
        ("AEIOU".Contains(typeof(T).Name[0], StringComparison.Ordinal) ? "an " : "a ") + typeof(T).Name,
        (JsonElement json, [MaybeNullWhen(false)] out T value) =>
        {
            value = default;
            try
            {
                value = json.Deserialize(type);
            }
            catch (JsonException)
            {
                return false;
            }

            return value is not null;
        },
        (json, value) => JsonSerializer.Serialize(json, value, type));
}
