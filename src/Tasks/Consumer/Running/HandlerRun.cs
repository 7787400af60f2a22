using System.Text.Json.Nodes;
using October.Tasks.Canvas;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Running;

/// <summary>One run of a handler, and the tasks that it has sent.</summary>
internal sealed class HandlerRun(Delivery delivery, HandlerServices services) : ITaskRun
{
    private readonly Lock _lock = new();
    private JsonArray? _children;

    public IServiceProvider? Services => services.Provider;

    /// <summary>The results of what it has sent, as they stand in its own result; null for none.</summary>
    public JsonArray? Children
    {
        get
        {
            lock (_lock)
                return _children?.DeepClone().AsArray();
        }
    }

    public Task SetStateAsync(string state, JsonNode? metadata) => services.States.RecordAsync(delivery, ResultWriter.State(delivery.Task, state, metadata));

    public async Task<string> SendAsync(TaskSignature signature, CancellationToken cancellationToken)
    {
        var (id, children) = await services.Sender.SendAsync(signature, delivery.Task, QueuePriority.QueueOf(delivery.List), cancellationToken);
        lock (_lock)
        {
            _children ??= [];
            foreach (var child in children)
                _children.Add(child!.DeepClone());
        }

        return id;
    }

    public async Task<TaskResult> AwaitResultAsync(string id, TimeSpan wait, CancellationToken cancellationToken)
    {
        using (services.LendSlot())
            return await services.Results.WaitAsync(id, wait, cancellationToken);
    }
}
