using System.Text.Json.Nodes;
using October.Tasks.Canvas;
using October.Tasks.Results;

namespace October.Tasks.Handlers;

/// <summary>What a worker does for a handler during its run; the documentation is that of <see cref="TaskContext"/>.</summary>
internal interface ITaskRun
{
    IServiceProvider? Services { get; }

    /// <summary>Whether the handler has given its result: what follows is not to run it again.</summary>
    bool HasResult => false;

    /// <summary>What a scope has thrown after that.</summary>
    Exception? Broken
    {
        get => null;
        set { }
    }

    Task SetStateAsync(string state, JsonNode? metadata);

    Task<string> SendAsync(TaskSignature signature, CancellationToken cancellationToken);

    Task<TaskResult> AwaitResultAsync(string id, TimeSpan wait, CancellationToken cancellationToken);
}
