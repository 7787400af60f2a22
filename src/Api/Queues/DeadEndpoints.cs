using Microsoft.AspNetCore.Http.HttpResults;
using October.Api.Errors;
using October.Api.Security;
using October.Api.Tasks;
using October.Tasks.Client;

namespace October.Api.Queues;

/// <summary><c>/queues/dead</c>: what no worker should take any more.</summary>
internal static class DeadEndpoints
{
    private const int MaxPage = 1000;

    public static void MapDead(this IEndpointRouteBuilder app)
    {
        app.MapGet("/queues/dead", ListAsync)
            .WithName("DeadMessages").WithSummary("The dead messages of all queues, the latest first; ?count=50&skip=0.").Requires(Role.Operate)
            .ProducesProblem(400).ProducesProblem(503);
        app.MapPost("/queues/dead/{entry}/replay", ReplayAsync)
            .WithName("ReplayDead").WithSummary("Send a dead message again, as if for the first time.").Requires(Role.Operate)
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        app.MapDelete("/queues/dead/{entry}", DiscardAsync)
            .WithName("DiscardDead").WithSummary("Throw a dead message away for good.").Requires(Role.Operate)
            .ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<Results<Ok<DeadView[]>, ProblemHttpResult>> ListAsync(IDeadList dead, int count = 50, int skip = 0)
    {
        if (count is < 1 or > MaxPage || skip < 0)
            return Problem.BadRequest($"count must be from 1 to {MaxPage}, and skip at least 0.");
        return TypedResults.Ok((await dead.ListAsync(count, skip)).Select(DeadView.Of).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReplayAsync(IDeadList dead, string entry)
    {
        try
        {
            return TaskText.Fits(entry) && await dead.ReplayAsync(entry) ? TypedResults.NoContent() : Problem.NoDeadMessage(entry);
        }
        catch (ArgumentException exception)
        {
            return Problem.Conflict($"It cannot be sent again, only discarded: {exception.Message}.");
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DiscardAsync(IDeadList dead, string entry) =>
        TaskText.Fits(entry) && await dead.DiscardAsync(entry) ? TypedResults.NoContent() : Problem.NoDeadMessage(entry);
}
