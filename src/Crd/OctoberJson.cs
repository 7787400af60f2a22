using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s;

namespace October.Crd;

/// <summary>The JSON of an OctoberApp and its parts, in the manner of the client library, without reflection.</summary>
public static class OctoberJson
{
    /// <summary>The shapes of our own types, for others who read and write JSON.</summary>
    public static IJsonTypeInfoResolver Types => OctoberJsonContext.Default;

    private static readonly JsonSerializerOptions Options = new(SourceGenerationContext.Default.Options)
    {
        TypeInfoResolverChain = { Types },
        Converters = { new QuantityConverter() },
        MaxDepth = 256,
    };

    /// <summary>The JSON of an OctoberApp, of a part of it, or of an object of a kind that the client library knows.</summary>
    public static JsonNode Node(object value) => JsonSerializer.SerializeToNode(value, Options.GetTypeInfo(value.GetType()))!;

    /// <summary>Reads what <see cref="Node"/> writes.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T Read<T>(JsonNode node) => node.Deserialize((JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)))!;
}
