using System.Text.Json.Serialization;

namespace October.Shop;

public sealed record Order(string Customer, IReadOnlyDictionary<string, int> Items);

public sealed record Invoice(string Customer, decimal Total, string Number);

/// <summary>How the types of the tasks look in JSON; Python's names are in snake case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Invoice))]
internal sealed partial class ShopJson : JsonSerializerContext;
