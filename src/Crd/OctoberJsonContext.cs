using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace October.Crd;

/// <summary>Shapes that the client library does not know. Converters come from the options that it is used with.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(V1OctoberApp))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class OctoberJsonContext : JsonSerializerContext;
