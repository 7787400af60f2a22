using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s;

namespace October.Runtime.Api;

/// <summary>The JSON of Kubernetes objects, in the manner of the client library, without reflection.</summary>
public static class KubeJson
{
    /// <summary>
    /// Lists and watches of many objects are documents as deep as an API server takes them (the limit of Go's encoding/json): one object that is deeper than
    /// its type allows must be found to be so, and not hide the others.
    /// </summary>
    public static readonly JsonDocumentOptions Documents = new() { MaxDepth = 10_100 };

    /// <summary>Nothing that anybody here reads is nested as deep, and what is read may be written again.</summary>
    private const int Deepest = 200;

    private static readonly Known Ours = new();
    private static readonly JsonSerializerOptions Options = new(SourceGenerationContext.Default.Options)
    {
        TypeInfoResolverChain = { RuntimeJsonContext.Default, Ours },
        MaxDepth = 256,
    };

    /// <summary>Adds the shapes of a program's own kinds. To be called before any of them is read or written.</summary>
    public static void Register(IJsonTypeInfoResolver types) =>
        ImmutableInterlocked.Update(ref Ours.Types, (all, more) => all.Contains(more) ? all : all.Add(more), types);

    /// <summary>As text.</summary>
    /// <exception cref="NotSupportedException">Its type is not registered.</exception>
    public static string Write(object value) => JsonSerializer.Serialize(value, Options.GetTypeInfo(value.GetType()));

    /// <summary>As text in UTF-8.</summary>
    /// <exception cref="NotSupportedException">Its type is not registered.</exception>
    public static byte[] Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options.GetTypeInfo(value.GetType()));

    /// <summary>As a tree of its own.</summary>
    /// <exception cref="NotSupportedException">Its type is not registered.</exception>
    public static JsonNode Node(object value) => JsonSerializer.SerializeToNode(value, Options.GetTypeInfo(value.GetType()))!;

    /// <summary>Reads text of any shape as a tree, in which null stands for what is below 200 levels.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? Parse(string json)
    {
        using var document = JsonDocument.Parse(json, Documents);
        if (!ShallowCopy.TryMake(document.RootElement, Deepest, out var shallow))
            return JsonNode.Parse(json, documentOptions: Documents);
        using (shallow)
            return JsonNode.Parse(shallow.RootElement.GetRawText(), documentOptions: Documents);
    }

    /// <summary>Reads text.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize(json, Shape<T>())!;

    /// <summary>
    /// Reads an object. Parts of any shape may be nested as deep as their author likes: null stands for what is below 200 levels, so that the object is known
    /// and can be refused by what judges those parts.
    /// </summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T Read<T>(JsonElement json)
    {
        try
        {
            return json.Deserialize(Shape<T>())!;
        }
        catch (JsonException)
        {
            if (!ShallowCopy.TryMake(json, Deepest, out var shallow))
                throw;
            using (shallow)
                return shallow.RootElement.Deserialize(Shape<T>())!;
        }
    }

    /// <inheritdoc cref="Read{T}(string)"/>
    public static T Read<T>(JsonNode json) => json.Deserialize(Shape<T>())!;

    /// <inheritdoc cref="Read{T}(JsonElement)"/>
    public static async Task<T> ReadAsync<T>(Stream json, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        await json.CopyToAsync(text, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(text.GetBuffer().AsSpan(0, (int)text.Length), Shape<T>())!;
        }
        catch (JsonException)
        {
            using var document = JsonDocument.Parse(text.GetBuffer().AsMemory(0, (int)text.Length), Documents);
            return Read<T>(document.RootElement);
        }
    }

    private static JsonTypeInfo<T> Shape<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private sealed class Known : IJsonTypeInfoResolver
    {
        public ImmutableArray<IJsonTypeInfoResolver> Types = [];

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
            Types.Select(types => types.GetTypeInfo(type, options)).FirstOrDefault(found => found is not null);
    }
}
