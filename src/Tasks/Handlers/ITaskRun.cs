using System.Text.Json.Nodes;
using October.Tasks.Canvas;
using October.Tasks.Results;

namespace October.Tasks.Handlers;

/// <summary>What a worker does for a handler during its run; the documentation is that of <see cref="TaskContext"/>.</summary>
internal interface ITaskRun
{
    IServiceProvider? Services { get; }

    Task SetStateAsync(string state, JsonNode? metadata);

    Task<string> SendAsync(TaskSignature signature, CancellationToken cancellationToken);

    Task<TaskResult> AwaitResultAsync(string id, TimeSpan wait, CancellationToken cancellationToken);
}
