using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using October.Runtime.Engine;

namespace October.Runtime.Api;

/// <summary>Shapes that the client library does not know. Converters come from the options that it is used with.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CustomResourceDefinition))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RuntimeJsonContext : JsonSerializerContext;
