using System.Threading.Channels;
using k8s.Models;
using October.Runtime.Abstractions;

namespace October.Runtime.Engine;

/// <summary>Works on a key until the test takes it.</summary>
internal sealed class SteppedController : IEntityController<V1ConfigMap>
{
    private readonly Channel<(string Name, TaskCompletionSource Go)> steps = Channel.CreateUnbounded<(string Name, TaskCompletionSource Go)>();
    private int started;

    public int Started => Volatile.Read(ref started);

    public async Task<string> NextAsync()
    {
        var token = TestContext.Current.CancellationToken;
        var (name, go) = await steps.Reader.ReadAsync(token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), token);
        go.SetResult();
        return name;
    }

    public async Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref started);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        steps.Writer.TryWrite((entity.Metadata.Name, go));
        await go.Task.WaitAsync(cancellationToken);
        return ReconciliationResult<V1ConfigMap>.Success();
    }

    public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<V1ConfigMap>.Success());
}
