using System.Text.Json;

namespace October.Tasks.Handlers;

internal sealed class LambdaHandler(
    string name,
    RetryPolicy? retry,
    Func<TaskArguments, Utf8JsonWriter, TaskContext, CancellationToken, ValueTask> run) : ITaskHandler
{
    public string Name => name;

    public RetryPolicy Retry { get; } = retry ?? RetryPolicy.None;

    public ValueTask RunAsync(TaskArguments arguments, Utf8JsonWriter result, TaskContext context, CancellationToken cancellationToken) =>
        run(arguments, result, context, cancellationToken);
}
