using System.Text.Json.Serialization;

namespace October.Tasks.Handlers;

public sealed record Order(string Product, int Count, Size Size = Size.Small);

public enum Size
{
    Small,
    Large,
}

/// <summary>What describes the types of the handlers' own.</summary>
[JsonSerializable(typeof(Order))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
internal sealed partial class OrderJson : JsonSerializerContext;
