using October.Tasks.Canvas;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Running;

/// <summary>Decides what follows a failed run: another try, or a recorded failure. Pure.</summary>
internal static class FailureDecision
{
    /// <summary>How often a handler may ask for a retry when its policy names no number; Celery's default.</summary>
    private const int DefaultRequestedRetries = 3;

    private const int LongestTraceback = 32 * 1024;
    /// <summary>Anybody who may send tasks can make up names: so many messages of such are kept, and what is behind them has failed like them.</summary>
    public const int MostKept = 10_000;

    /// <param name="delivery">The message that was run.</param>
    /// <param name="policy">The handler's policy.</param>
    /// <param name="error">What the run threw.</param>
    /// <param name="names">What exceptions are called in results.</param>
    /// <param name="now">The present time.</param>
    /// <param name="random">From 0 to below 1, for the jitter.</param>
    public static Outcome Decide(Delivery delivery, RetryPolicy policy, Exception error, ExceptionNames names, DateTimeOffset now, double random)
    {
        var task = delivery.Task;
        var request = error as RetryTaskException;
        var failure = names.Describe(request?.InnerException ?? error);
        var traceback = error is ArgumentBindingException ? null : Cut(ExceptionNames.Text(request?.InnerException ?? error, static one => one.ToString()));
        if (MayRetry(policy, error) && task.Retries < MaxRetries(task, policy, request))
        {
            var due = now + (request?.After ?? Delays(task, policy).Delay(task.Retries, random));
            return new Outcome.Delay(
                due,
                EnvelopeEditor.WithRetry(delivery.Bytes, task.Retries + 1, due),
                task.IgnoreResult ? null : ResultWriter.Failure(task, TaskState.Retry, failure, traceback, now))
            { IsRetry = true, Failure = new RunFailure(failure, traceback) };
        }

        return Failed(task, failure, traceback, now);
    }

    /// <summary>
    /// What Celery's own worker records when it does not know the task. The message is kept: while a release goes on, a worker that knows it may be on its way.
    /// </summary>
    /// <param name="task">The message.</param>
    /// <param name="name">The task that is not known: its own, or one that it would run.</param>
    /// <param name="now">The present time.</param>
    public static Outcome.DeadLetter NotRegistered(TaskMessage task, string name, DateTimeOffset now)
    {
        var failed = Failed(task, new TaskFailure("NotRegistered", name, "celery.exceptions"), null, now);
        return new Outcome.DeadLetter($"this worker has no task \"{name}\"", task.Deliveries, failed.Result)
        {
            Ending = failed.Ending,
            Failure = failed.Failure,
            Most = MostKept,
        };
    }

    /// <summary>A run went past its hard limit.</summary>
    public static Outcome.Complete TimedOut(TaskMessage task, TimeSpan limit, DateTimeOffset now) =>
        Failed(task, new TaskFailure("TimeLimitExceeded", $"the task ran for more than {limit.TotalSeconds} s", "billiard.exceptions"), null, now);

    /// <summary>A run has returned more than is kept.</summary>
    public static Outcome.Complete TooLarge(TaskMessage task, string reason, DateTimeOffset now) =>
        Failed(task, new TaskFailure("ResultTooLarge", reason, "october"), null, now);

    /// <summary>A handler has done its work, and something failed after that: its result cannot be written, which Celery tries again as little.</summary>
    public static Outcome.Complete Finished(TaskMessage task, Exception error, ExceptionNames names, DateTimeOffset now)
    {
        var failure = error is ResultNotWrittenException
            ? new TaskFailure("EncodeError", $"no JSON can be made of the result: {error.Message}", "kombu.exceptions")
            : names.Describe(error);
        return Failed(task, failure, Cut(ExceptionNames.Text(error, static one => one.ToString())), now);
    }

    /// <summary>What the handler asks for itself is never one of the exceptions that its policy names.</summary>
    private static bool MayRetry(RetryPolicy policy, Exception error) =>
        error is RetryTaskException || (error is not ArgumentBindingException && policy.Covers(Judged(error)));

    /// <summary>What a policy names is what the client library threw, also where the soft limit made it throw.</summary>
    private static Exception Judged(Exception error) =>
        error is SoftTimeLimitException { InnerException: { } inner and not OperationCanceledException } ? inner : error;

    private static int MaxRetries(TaskMessage task, RetryPolicy policy, RetryTaskException? request) =>
        task.MaxRetries
        ?? (request is null ? policy.MaxRetries : policy.RequestedRetries ?? (policy.MaxRetries == 0 ? DefaultRequestedRetries : policy.MaxRetries));

    /// <summary>The policy's longest pause is none that the sender of a longer one has asked for.</summary>
    private static RetryPolicy Delays(TaskMessage task, RetryPolicy policy) => policy with
    {
        FirstDelay = task.RetryDelay ?? policy.FirstDelay,
        MaxDelay = task.MaxRetryDelay ?? (task.RetryDelay is { } delay && delay > policy.MaxDelay ? delay : policy.MaxDelay),
    };

    private static Outcome.Complete Failed(TaskMessage task, TaskFailure failure, string? traceback, DateTimeOffset now) =>
        new(TaskState.Failure, task.IgnoreResult ? null : ResultWriter.Failure(task, TaskState.Failure, failure, traceback, now))
        {
            Ending = task.Embed.IsEmpty ? null : new Ending(TaskState.Failure, default, failure, traceback),
            Failure = new RunFailure(failure, traceback),
        };

    private static string Cut(string text) => text.Length <= LongestTraceback ? text : text[..LongestTraceback] + "…";
}
