namespace October.Tasks.Handlers;

/// <summary>Makes handlers from lambdas with typed parameters and a typed result.</summary>
public static class TaskHandler
{
    /// <summary>A task without parameters.</summary>
    public static ITaskHandler Create<TResult>(
        string name, JsonType<TResult> result, Func<TaskContext, CancellationToken, ValueTask<TResult>> body, RetryPolicy? retry = null) =>
        new LambdaHandler(name, retry, async (arguments, json, context, cancellationToken) =>
        {
            arguments.Expect();
            result.Write(json, await body(context, cancellationToken));
        });

    /// <summary>A task with one parameter.</summary>
    public static ITaskHandler Create<T, TResult>(
        string name,
        Parameter<T> first,
        JsonType<TResult> result,
        Func<T, TaskContext, CancellationToken, ValueTask<TResult>> body,
        RetryPolicy? retry = null) =>
        new LambdaHandler(
            name,
            retry,
            async (arguments, json, context, cancellationToken) =>
            {
                arguments.Expect(first.HasDefault ? 0 : 1, first.Name);
                result.Write(json, await body(arguments.Get(0, first), context, cancellationToken));
            });

    /// <summary>A task with two parameters.</summary>
    public static ITaskHandler Create<T1, T2, TResult>(
        string name,
        Parameter<T1> first,
        Parameter<T2> second,
        JsonType<TResult> result,
        Func<T1, T2, TaskContext, CancellationToken, ValueTask<TResult>> body,
        RetryPolicy? retry = null) =>
        new LambdaHandler(
            name,
            retry,
            async (arguments, json, context, cancellationToken) =>
            {
                arguments.Expect(first.HasDefault ? 0 : second.HasDefault ? 1 : 2, first.Name, second.Name);
                result.Write(json, await body(arguments.Get(0, first), arguments.Get(1, second), context, cancellationToken));
            });
}
