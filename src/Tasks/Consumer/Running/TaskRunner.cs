using System.Buffers;
using System.Text.Json;
using October.Tasks.Canvas;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Running;

/// <summary>Runs one task with its handler and turns whatever happens into an <see cref="Outcome"/>.</summary>
internal sealed class TaskRunner(
    TaskRegistry registry, TaskLimits limits, HandlerServices services, ExceptionNames names, OverdueRuns overdue, TimeProvider time, Random random)
{
    private static readonly ReadOnlyMemory<byte> Null = "null"u8.ToArray();

    private static readonly JsonElement NoArgs = JsonElement.Parse(JsonText.EmptyArray.Span);

    private static readonly JsonElement NoKwargs = JsonElement.Parse(JsonText.EmptyObject.Span);

    private static readonly JsonDocumentOptions ArgumentOptions = new() { MaxDepth = 128 };

    /// <summary>The longest time that a timer has: 49 days.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CeleryTasks _tasks = new(registry);

    /// <summary>Runs the task.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="cancellationToken">Signalled when the worker can wait no longer: a run that obeys is requeued.</param>
    public async ValueTask<Outcome> RunAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var task = limits.Apply(delivery.Task);
        if (!_tasks.TryGet(task.Task, out var handler))
            return FailureDecision.NotRegistered(task, task.Task, time.GetUtcNow());
        try
        {
            var call = new Call(handler, task, new HandlerRun(delivery, services));
            var (result, value) = task.HardTimeLimit is null && task.SoftTimeLimit is null
                ? await CallAsync(call, cancellationToken)
                : await LimitedAsync(call, cancellationToken);
            var children = call.Run.Children;
            if (value.IsEmpty)
                return new Outcome.Complete(TaskState.Success, children is null || result is null ? result : ResultWriter.WithChildren(result, children));
            return new Outcome.Complete(TaskState.Success, result) { Ending = new Ending(TaskState.Success, value) { Children = children } };
        }
        catch (HardTimeLimitException)
        {
            return FailureDecision.TimedOut(task, task.HardTimeLimit!.Value, time.GetUtcNow());
        }
        catch (NotRegisteredException exception)
        {
            return FailureDecision.NotRegistered(task, exception.Name, time.GetUtcNow());
        }
        catch (ResultTooLargeException exception)
        {
            return FailureDecision.TooLarge(task, exception.Message, time.GetUtcNow());
        }
        catch (FinishedException exception)
        {
            return FailureDecision.Finished(task, exception.InnerException!, names, time.GetUtcNow());
        }
#pragma warning disable CA1031 // Whatever a handler throws is the task's failure, never the worker's.
        // The worker has cancelled it, and drivers answer that with exceptions of their own. What would have failed anyway fails in the next worker.
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is not RetryTaskException)
        {
            if (exception is not OperationCanceledException)
                Cancelling.LogStopped(services.Logger, exception, task.Id, task.Task);
            return new Outcome.Requeue(delivery.Bytes);
        }
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return FailureDecision.Decide(delivery, handler.Retry, exception, names, time.GetUtcNow(), random.NextDouble());
        }
    }

    private async ValueTask<Returned> CallAsync(Call call, CancellationToken cancellationToken)
    {
        var task = call.Task;
        using var args = task.Args.Span.SequenceEqual(JsonText.EmptyArray.Span) ? null : JsonDocument.Parse(task.Args, ArgumentOptions);
        using var kwargs = task.Kwargs.Span.SequenceEqual(JsonText.EmptyObject.Span) ? null : JsonDocument.Parse(task.Kwargs, ArgumentOptions);
        var now = time.GetUtcNow();
        var buffer = new ArrayBufferWriter<byte>(64);
        using var json = new Utf8JsonWriter(buffer);
        var context = new TaskContext(task, now) { Run = call.Run };
        var arguments = new TaskArguments(task.Task, args?.RootElement ?? NoArgs, kwargs?.RootElement ?? NoKwargs);
        var isKept = !task.IgnoreResult || !task.Embed.IsEmpty;
        try
        {
            call.Run.Result = json;
            await call.Handler.RunAsync(arguments, json, context, cancellationToken);
        }
        catch (ResultNotWrittenException exception) when (ReferenceEquals(exception.Json, json))
        {
            if (isKept)
                throw new FinishedException(exception);
        }

        if (call.Run.Broken is { } broken)
            throw new FinishedException(broken);
        if (!isKept)
            return default;
        json.Flush();
        if (buffer.WrittenCount > EnvelopeReader.Limit)
            throw new ResultTooLargeException($"the result has {buffer.WrittenCount} bytes; the limit is {EnvelopeReader.Limit >> 20} MiB");
        var value = buffer.WrittenCount > 0 ? buffer.WrittenMemory : Null;
        return new Returned(
            task.IgnoreResult ? null : ResultWriter.Success(task, value.Span, time.GetUtcNow()), task.Embed.IsEmpty ? ReadOnlyMemory<byte>.Empty : value);
    }

    /// <summary>The soft limit asks the handler to stop; at the hard one its result no longer counts.</summary>
    private async ValueTask<Returned> LimitedAsync(Call call, CancellationToken cancellationToken)
    {
        var task = call.Task;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isSoft = false;
        // Its own task, so that a handler which never yields is bound by the hard limit, too.
        var run = Task.Run(() => CallAsync(call, stop.Token).AsTask(), CancellationToken.None);
        _ = run.ContinueWith(_ => stop.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        using var soft = time.CreateTimer(_ => AskToStop(), null, Timer(task.SoftTimeLimit ?? task.HardTimeLimit!.Value), Timeout.InfiniteTimeSpan);
        try
        {
            return task.HardTimeLimit is { } hard ? await run.WaitAsync(Timer(hard), time, CancellationToken.None) : await run;
        }
        // The limit's, not one that the handler threw: the run may have ended in the same moment, as the soft limit stops it then.
        catch (TimeoutException exception) when (!ReferenceEquals(run.Exception?.InnerException, exception))
        {
            _ = stop.AskToStopAsync(services.Logger);
            overdue.Add(run, task);
            throw new HardTimeLimitException();
        }
        catch (Exception exception)
            when (Volatile.Read(ref isSoft) && !cancellationToken.IsCancellationRequested && Cancelling.MayHaveCaused(exception))
        {
            throw task.SoftTimeLimit is { } limit ? new SoftTimeLimitException(limit, exception) : new HardTimeLimitException();
        }

        // Not by the timer of the source itself: what a handler has registered, and throws, would end the process there.
        void AskToStop()
        {
            Volatile.Write(ref isSoft, true);
            _ = stop.AskToStopAsync(services.Logger);
        }
    }

    /// <summary>What no timer has comes never: no worker runs a task for so long.</summary>
    private static TimeSpan Timer(TimeSpan limit) => limit <= LongestTimer ? limit : Timeout.InfiniteTimeSpan;

    /// <summary>The result to keep, and the value when something follows it.</summary>
    private readonly record struct Returned(byte[]? Result, ReadOnlyMemory<byte> Value);

    private readonly record struct Call(ITaskHandler Handler, TaskMessage Task, HandlerRun Run);

    private sealed class HardTimeLimitException : Exception;

    /// <summary>The handler has done its work: what failed then is no reason to do it again.</summary>
    private sealed class FinishedException(Exception cause) : Exception(cause.Message, cause);

    /// <summary>Redis has a limit of its own, and ends the connection on which more is sent.</summary>
    private sealed class ResultTooLargeException(string message) : Exception(message);
}
