using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Operator.Smoke;

/// <summary>What waits in the api's queue, by the api's own account.</summary>
internal static class QueueLoad
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>How many tasks wait, in words; null where they are no more than the probe's own, or where the api does not say.</summary>
    /// <param name="client">Shows the API key.</param>
    /// <param name="address">Of the api.</param>
    /// <param name="own">How many tasks the probe may have sent itself.</param>
    /// <param name="time">Bounds the request.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<string?> ReadAsync(HttpClient client, Uri address, int own, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await client.GetAsync(Endpoint.At(address, "/queues"), HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await BoundedBody.ReadAsync(response.Content, either.Token);
            return response.StatusCode == HttpStatusCode.OK && JsonNode.Parse(body) is JsonObject answer ? Words(answer, own) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string? Words(JsonObject answer, int own)
    {
        var lengths = (answer["queues"] as JsonObject)?.Select(static queue => queue.Value) ?? [];
        var waiting = lengths.Sum(static value => value is JsonValue number && number.TryGetValue<long>(out var count) ? count : 0);
        return waiting > own ? $"{waiting.ToString("N0", CultureInfo.InvariantCulture)} tasks wait" : null;
    }
}
