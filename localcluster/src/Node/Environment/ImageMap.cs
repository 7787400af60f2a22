using System.Text.Json;
using System.Text.Json.Serialization;

namespace October.LocalCluster.Node.Environment;

/// <summary>Which local program each <c>image:tag</c> is. An image that is not in the map cannot be pulled.</summary>
/// <param name="Images">The entries by image name with tag, as pods write it.</param>
public sealed partial record ImageMap(IReadOnlyDictionary<string, ImageEntry> Images)
{
    /// <summary>No image at all.</summary>
    public static ImageMap Empty { get; } = new(new Dictionary<string, ImageEntry>(StringComparer.Ordinal));

    /// <summary>Reads <c>{"image:tag": {"command": [...], "args": [...], "lastArgs": [...], "replacesPodCommand": false, "env": {...}}}</c>.</summary>
    /// <exception cref="FormatException">The text is not such an object; the message says where.</exception>
    public static ImageMap Parse(string json)
    {
        try
        {
            return new ImageMap(JsonSerializer.Deserialize(json, ImageMapJson.Default.DictionaryStringImageEntry) ?? []);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The image map is not valid: {exception.Message}", exception);
        }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Dictionary<string, ImageEntry>))]
    private sealed partial class ImageMapJson : JsonSerializerContext;
}
