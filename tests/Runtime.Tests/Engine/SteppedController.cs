using System.Threading.Channels;
using k8s.Models;
using October.Runtime.Abstractions;

namespace October.Runtime.Engine;

/// <summary>Works on a key until the test takes it.</summary>
internal sealed class SteppedController : IEntityController<V1ConfigMap>
{
    private readonly Channel<(string Name, TaskCompletionSource Go)> _steps = Channel.CreateUnbounded<(string Name, TaskCompletionSource Go)>();
    private int _started;

    public int Started => Volatile.Read(ref _started);

    public async Task<string> NextAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (name, go) = await _steps.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
        go.SetResult();
        return name;
    }

    public async Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _started);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _steps.Writer.TryWrite((entity.Metadata.Name, go));
        await go.Task.WaitAsync(cancellationToken);
        return ReconciliationResult<V1ConfigMap>.Success();
    }

    public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<V1ConfigMap>.Success());
}
