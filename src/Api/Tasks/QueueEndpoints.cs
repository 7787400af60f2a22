using October.Tasks.Client;

namespace October.Api.Tasks;

/// <summary><c>GET /queues</c>.</summary>
internal static class QueueEndpoints
{
    public static void MapQueues(this IEndpointRouteBuilder app) =>
        app.MapGet("/queues", static async (ITaskClient client, ApiSettings settings, string[]? queue) =>
            TypedResults.Ok(QueuesView.Of(await client.GetQueuesAsync(queue is { Length: > 0 } ? queue : [settings.Client.Queue]))))
            .WithName("Queues").WithSummary("How many tasks wait, are delayed, or are dead. Name queues with ?queue=a&queue=b.");
}
