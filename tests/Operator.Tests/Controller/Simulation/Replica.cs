using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Api;

namespace October.Operator.Controller.Simulation;

/// <summary>
/// One of several operators on the same cluster. Paused, it hears nothing and its timers do not fire; killed, nothing of it reaches the server any more.
/// </summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CancellationTokenSource _life = new();
    private readonly LateTimers _time;
    private readonly OwnApi _api;

    public Replica(string name, IKubeApi api, HttpMessageHandler probing, TimeProvider time)
    {
        _time = new LateTimers(time);
        _api = new OwnApi(api);
        var process = new OperatorProcess(
            new OperatorOptions { LeaseNamespace = "october-system" },
            SimulatedOctober.Services(_api, probing, _time) with { Identity = name });
        Ended = Task.Run(() => process.RunAsync(_life.Token), CancellationToken.None);
    }

    /// <summary>False when it has lost leadership.</summary>
    public Task<bool> Ended { get; }

    /// <summary>Writes that it has sent, but for those of the lease.</summary>
    public int Writes => _api.Writes;

    /// <summary>As by SIGSTOP.</summary>
    public void Pause()
    {
        _time.Pause();
        _api.Pause();
    }

    /// <summary>As by SIGCONT: it goes on with what is at hand, before a timer tells it how late it is.</summary>
    public void Resume()
    {
        _api.Resume();
        _time.Resume();
    }

    /// <summary>As by SIGKILL: it gives no lease back.</summary>
    public void Kill()
    {
        _api.IsDead = true;
        _life.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        Resume();
        await Ended
            .WaitAsync(TimeSpan.FromMinutes(1))
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _life.Dispose();
    }

    private sealed class OwnApi(IKubeApi api) : IKubeApi
    {
        private volatile TaskCompletionSource _gate = Open();
        private int _writes;

        public volatile bool IsDead;

        public int Writes => _writes;

        public void Pause() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Resume() => _gate.TrySetResult();

        public Task<KubeList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<V1ObjectMeta> => Alive().ListAsync<T>(options, cancellationToken);

        public async IAsyncEnumerable<WatchLine> WatchAsync<T>(
            string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
            where T : IKubernetesObject<V1ObjectMeta>
        {
            await foreach (var line in Alive().WatchAsync<T>(ns, labelSelector, resourceVersion, timeout, cancellationToken))
            {
                await _gate.Task.WaitAsync(cancellationToken);
                yield return line;
            }
        }

        public Task<T?> GetAsync<T>(string? ns, string name, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<V1ObjectMeta> => Alive().GetAsync<T>(ns, name, cancellationToken);

        public Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken cancellationToken, bool force = true)
            where T : IKubernetesObject<V1ObjectMeta> =>
            Counted<T>().ApplyAsync<T>(intent, fieldManager, subresource, cancellationToken, force);

        public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
            where T : IKubernetesObject<V1ObjectMeta> => Counted<T>().CreateAsync(entity, cancellationToken);

        public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
            where T : IKubernetesObject<V1ObjectMeta> => Counted<T>().ReplaceAsync(entity, cancellationToken);

        public Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken cancellationToken)
            where T : IKubernetesObject<V1ObjectMeta> => Counted<T>().JsonPatchAsync<T>(ns, name, patch, cancellationToken);

        public Task DeleteAsync<T>(T entity, CancellationToken cancellationToken)
            where T : IKubernetesObject<V1ObjectMeta> => Counted<T>().DeleteAsync(entity, cancellationToken);

        public Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellationToken) =>
            Alive().ReadLogAsync(ns, pod, container, tailLines, previous, cancellationToken);

        private static TaskCompletionSource Open()
        {
            var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            open.SetResult();
            return open;
        }

        private IKubeApi Alive() => IsDead ? throw new HttpRequestException("killed") : api;

        private IKubeApi Counted<T>()
        {
            if (typeof(T) != typeof(V1Lease))
                Interlocked.Increment(ref _writes);
            return Alive();
        }
    }
}
