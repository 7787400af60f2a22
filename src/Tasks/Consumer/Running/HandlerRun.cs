using System.Text.Json;
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
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private JsonArray? _children;

    public IServiceProvider? Services => services.Provider;

    /// <summary>Takes the handler's result.</summary>
    public Utf8JsonWriter? Result { get; set; }

    public bool HasResult => Result is { CurrentDepth: 0 } json && json.BytesCommitted + json.BytesPending > 0;

    public Exception? Broken { get; set; }

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
        var (result, children) = await services.Sender.SendAsync(
            signature, Sender.Of(delivery.Task), QueuePriority.QueueOf(delivery.List), check: null, cancellationToken);
        lock (_lock)
        {
            _children ??= [];
            foreach (var child in children)
                _children.Add(child!.DeepClone());
            if (result.Members is not null)
                _groups.Add(result.Id);
        }

        return result.Id;
    }

    public async Task<TaskResult> AwaitResultAsync(string id, TimeSpan wait, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_groups.Contains(id))
                throw new ArgumentException($"{id} is a group, which has no result of its own: send a chord, whose body has those of its tasks", nameof(id));
        }

        using (services.LendSlot(delivery))
            return await services.Results.WaitAsync(id, wait, cancellationToken);
    }
}
