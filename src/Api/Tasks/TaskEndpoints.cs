using Microsoft.AspNetCore.Http.HttpResults;
using October.Api.Docs;
using October.Api.Errors;
using October.Api.Http;
using October.Api.Security;
using October.Tasks.Client;
using October.Tasks.Configuration;
using October.Tasks.Results;

namespace October.Api.Tasks;

/// <summary><c>/tasks</c>: send, look up, revoke.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder app)
    {
        app.MapPost("/tasks/{name}", SendAsync)
            .WithName("SendTask").WithSummary("Send a task. 202 means that it is in Redis.").Requires(Role.Send).DescribeTaskBody().DescribeIdempotencyKey()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(503);
        app.MapGet("/tasks/{id}", GetAsync)
            .WithName("GetTask").WithSummary("State and result of a task; ?wait=5s waits for the end. An unknown id is PENDING, as in Celery.")
            .Requires(Role.Read)
            .ProducesProblem(400).ProducesProblem(503);
        app.MapDelete("/tasks/{id}", RevokeAsync)
            .WithName("RevokeTask").WithSummary("Revoke a task that has not started. The answer has the state that is recorded of it.").Requires(Role.Send)
            .ProducesProblem(400).ProducesProblem(503);
    }

    private static async Task<Results<Accepted<TaskAccepted>, ProblemHttpResult>> SendAsync(
        HttpContext http, string name, ITaskClient client, ApiSettings settings, BodyLimit limit, TimeProvider time)
    {
        name = PathValue.Last(http, name);
        if (!TaskText.Fits(name))
            return Problem.BadRequest($"A task's name has {TaskText.Rule}.");
        if (http.Request.Headers.ContentEncoding.Count > 0)
            return Problem.UnsupportedMediaType($"Content encoding \"{http.Request.Headers.ContentEncoding}\" is not supported; send the body as it is.");
        using var body = await RequestBody.ReadAsync(http, limit, time);
        if (body is null)
            return Problem.TooManyBodies(http);
        TaskRequest request;
        try
        {
            request = TaskRequestReader.Read(body.Bytes, time.GetUtcNow());
        }
        catch (TaskRequestException exception)
        {
            return Problem.BadRequest(exception.Message);
        }

        if (CallersOptions.Of(http, request.Options) is not { } options)
            return Problem.BadRequest(IdempotencyKey.Rule);
        // What was accepted once is accepted again, whatever workers there are now.
        var receipt = settings.Strict && !(await client.GetKnownTasksAsync()).Contains(name)
            ? await client.FindSentAsync(name, request.Args, request.Kwargs, options, http.RequestAborted)
            : await client.EnqueueAsync(name, request.Args, request.Kwargs, options, http.RequestAborted);
        if (receipt is null)
            return await UnknownTask.RefuseAsync(http, client, name);
        return TypedResults.Accepted(TaskLocation.Of(receipt.Id, settings), new TaskAccepted(receipt.Id, TaskState.Pending));
    }

    private static async Task<Results<Ok<TaskView>, ProblemHttpResult>> GetAsync(
        HttpContext http, string id, ITaskClient client, ResultWait results, WaitLimit waits, AnswerLimit answers, string? wait = null)
    {
        id = PathValue.Last(http, id);
        if (!TaskText.Fits(id))
            return NoId();
        if (wait is null)
            return Answer(http, await client.GetResultAsync(id), answers);
        if (!Durations.TryParse(wait, out var time))
            return Problem.BadRequest("wait must be a duration such as 500ms or 5s.");
        using var turn = waits.Begin(http);
        if (!turn.IsAcquired)
            return Problem.TooManyWaits(http);
        return Answer(http, await results.RunAsync(id, time, http.RequestAborted), answers);
    }

    private static Results<Ok<TaskView>, ProblemHttpResult> Answer(HttpContext http, TaskResult result, AnswerLimit answers) =>
        answers.TryTake(http, result) ? TypedResults.Ok(TaskView.Of(result)) : Problem.TooManyAnswers(http);

    private static async Task<Results<Ok<TaskAccepted>, ProblemHttpResult>> RevokeAsync(HttpContext http, string id, ITaskClient client)
    {
        id = PathValue.Last(http, id);
        if (!TaskText.Fits(id))
            return NoId();
        return TypedResults.Ok(new TaskAccepted(id, await client.RevokeAsync(id)));
    }

    private static ProblemHttpResult NoId() => Problem.BadRequest($"A task's id has {TaskText.Rule}.");
}
