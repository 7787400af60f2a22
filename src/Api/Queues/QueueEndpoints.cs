using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using October.Api.Errors;
using October.Api.Security;
using October.Tasks.Client;
using October.Tasks.Redis;

namespace October.Api.Queues;

/// <summary><c>GET /queues</c>.</summary>
internal static class QueueEndpoints
{
    /// <summary>A queue has a list for each priority, each of which Redis is asked for.</summary>
    private const int MaxQueues = 20;

    public static void MapQueues(this IEndpointRouteBuilder app) =>
        app.MapGet("/queues", GetAsync)
            .WithName("Queues").WithSummary("How many tasks wait, are delayed, or are dead. Name queues with ?queue=a&queue=b.").Requires(Role.Read)
            .ProducesProblem(400).ProducesProblem(503);

    private static async Task<Results<Ok<QueuesView>, ProblemHttpResult>> GetAsync(ITaskClient client, ApiSettings settings, [FromQuery] string[]? queue = null)
    {
        if (queue?.Length > MaxQueues)
            return Problem.BadRequest($"One request may name {MaxQueues} queues.");
        if (queue?.Select(QueueName.Problem).FirstOrDefault(static problem => problem is not null) is { } problem)
            return Problem.BadRequest($"A queue's name {problem}.");
        return TypedResults.Ok(QueuesView.Of(await client.GetQueuesAsync(queue is { Length: > 0 } ? [.. queue.Distinct()] : [settings.Client.Queue])));
    }
}
