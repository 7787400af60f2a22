using Microsoft.AspNetCore.Diagnostics;
using October.Tasks.Client;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Api.Errors;

/// <summary>Turns the exceptions that endpoints let pass into problem details. What is not known here stays a plain 500 without inner details.</summary>
internal sealed class ProblemExceptionHandler(FailureLog log) : IExceptionHandler
{
    private static readonly TimeSpan FullRetry = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The middleware that calls this has taken it from the request.
        var endpoint = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        IResult? problem = exception switch
        {
            TooManyRevocationsException e => Problem.Unavailable(httpContext, $"Not revoked: {e.Message}.", e.RetryAfter),
            QueueUnavailableException e => Problem.Unavailable(httpContext, $"The task queue is not available: {e.Message}.", e.RetryAfter),
            QueueFullException { IsOfCaller: true } e => Problem.TooManyDelayed(httpContext, $"Not accepted: {e.Message}."),
            QueueFullException e => Problem.Unavailable(httpContext, $"Not accepted: {e.Message}.", FullRetry),
            IdempotencyConflictException e => Problem.Conflict($"Not accepted: {e.Message} ({e.TaskId})."),
            TaskIdConflictException e => Problem.Conflict($"Not accepted: {e.Message} ({e.TaskId})."),
            MessageFormatException e => TypedResults.Problem($"Cannot be shown: {e.Message}.", statusCode: StatusCodes.Status500InternalServerError),
            BadHttpRequestException e => TypedResults.Problem(e.Message, statusCode: e.StatusCode),
            OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested => TypedResults.StatusCode(
                StatusCodes.Status499ClientClosedRequest),
            _ => null,
        };
        if (problem is null)
            return false;
        // What is answered as handled the framework does not log.
        log.Failed(endpoint, (problem as IStatusCodeHttpResult)?.StatusCode ?? 0, exception.GetType().Name, exception.Message);
        await problem.ExecuteAsync(httpContext);
        return true;
    }
}
