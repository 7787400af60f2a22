using System.Text.Json.Nodes;
using October.Tasks.Canvas;
using October.Tasks.Handlers;

namespace October.Shop;

/// <summary>The shop's tasks.</summary>
public sealed class ShopTasks(PriceList prices)
{
    /// <summary>What an order costs.</summary>
    [Task("shop.price")]
    public decimal Price(Order order) => order.Items.Sum(item => item.Value * prices.PriceOf(item.Key));

    /// <summary>Writes an invoice. What writes it is not always there: five more tries, at longer and longer pauses.</summary>
    [Task("shop.invoice", MaxRetries = 5, RetryFor = [typeof(IOException)], RetryBackoff = 1, RateLimit = "600/m")]
    public static Invoice Write(TaskContext context, decimal total, string customer) => new(customer, total, context.Id[..8]);

    /// <summary>Sends the chain of the two, and returns the id of the invoice's task.</summary>
    [Task("shop.checkout")]
    public static async Task<string> CheckoutAsync(TaskContext context, Order order, CancellationToken cancellationToken)
    {
        await context.ReportProgressAsync(new JsonObject { ["step"] = "pricing" });
        var items = new JsonObject(order.Items.Select(static item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value)));
        var priced = TaskSignature.Of("shop.price", new JsonObject { ["customer"] = order.Customer, ["items"] = items });
        return await context.SendAsync(TaskSignature.Chain(priced, TaskSignature.Of("shop.invoice").With("customer", order.Customer)), cancellationToken);
    }
}
