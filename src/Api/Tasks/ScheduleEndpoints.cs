using Microsoft.AspNetCore.Http.HttpResults;
using October.Api.Docs;
using October.Api.Errors;
using October.Api.Security;
using October.Tasks.Client;
using October.Tasks.Results;
using October.Tasks.Schedules;

namespace October.Api.Tasks;

/// <summary><c>/schedules</c>: the schedules of the workers that run.</summary>
internal static class ScheduleEndpoints
{
    public static void MapSchedules(this IEndpointRouteBuilder app)
    {
        app.MapGet("/schedules", ListAsync)
            .WithName("Schedules").WithSummary("The schedules of the workers that run, with their last and next times.").Requires(Role.Read)
            .ProducesProblem(503);
        app.MapPost("/schedules/{name}/pause", PauseAsync)
            .WithName("PauseSchedule").WithSummary("Pause a schedule: what is due then is not sent, also not later.").Requires(Role.Operate)
            .ProducesProblem(404).ProducesProblem(503);
        app.MapPost("/schedules/{name}/resume", ResumeAsync)
            .WithName("ResumeSchedule").WithSummary("Resume a schedule that is paused.").Requires(Role.Operate)
            .ProducesProblem(404).ProducesProblem(503);
        app.MapPost("/schedules/{name}/run", RunAsync)
            .WithName("RunSchedule").WithSummary("Send the task of a schedule now, whether it is paused or not.").Requires(Role.Operate)
            .DescribeIdempotencyKey().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
    }

    private static async Task<Ok<ScheduleView[]>> ListAsync(IScheduleBoard board) =>
        TypedResults.Ok((await board.ListAsync()).Select(ScheduleView.Of).ToArray());

    private static async Task<Results<NoContent, ProblemHttpResult>> PauseAsync(IScheduleBoard board, string name) =>
        await board.PauseAsync(name) ? TypedResults.NoContent() : Problem.NoSchedule(name);

    private static async Task<Results<NoContent, ProblemHttpResult>> ResumeAsync(IScheduleBoard board, string name) =>
        await board.ResumeAsync(name) ? TypedResults.NoContent() : Problem.NoSchedule(name);

    private static async Task<Results<Accepted<TaskAccepted>, ProblemHttpResult>> RunAsync(
        HttpContext http, IScheduleBoard board, ApiSettings settings, string name)
    {
        if (CallersOptions.Of(http, new EnqueueOptions()) is not { } options)
            return Problem.BadRequest(IdempotencyKey.Rule);
        return await board.RunNowAsync(name, options, http.RequestAborted) is { } id
            ? TypedResults.Accepted(TaskLocation.Of(id, settings), new TaskAccepted(id, TaskState.Pending))
            : Problem.NoSchedule(name);
    }
}
