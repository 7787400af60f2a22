namespace October.Shop;

/// <summary>What things cost; a real shop would ask a database.</summary>
public sealed class PriceList
{
    private readonly Dictionary<string, decimal> _prices = new(StringComparer.Ordinal) { ["coffee"] = 8.40m, ["tea"] = 4.95m };

    /// <exception cref="KeyNotFoundException">There is no such product.</exception>
    public decimal PriceOf(string product) => _prices.TryGetValue(product, out var price) ? price : throw new KeyNotFoundException($"no price of {product}");
}
