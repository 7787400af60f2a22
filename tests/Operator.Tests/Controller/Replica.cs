using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Api;

namespace October.Operator.Controller;

/// <summary>One of several operators on the same cluster. Paused, it hears nothing and its timers do not fire; killed, nothing of it reaches the server any more.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CancellationTokenSource life = new();
    private readonly LateTimers time;
    private readonly OwnApi api;

    public Replica(string name, IKubeApi api, HttpMessageHandler probing, TimeProvider time)
    {
        this.time = new LateTimers(time);
        this.api = new OwnApi(api);
        var process = new OperatorProcess(new OperatorOptions { LeaseNamespace = "october-system" }, SimulatedOctober.Services(this.api, probing, this.time) with { Identity = name });
        Ended = Task.Run(() => process.RunAsync(life.Token), CancellationToken.None);
    }

    /// <summary>False when it has lost leadership.</summary>
    public Task<bool> Ended { get; }

    /// <summary>Writes that it has sent, but for those of the lease.</summary>
    public int Writes => api.Writes;

    /// <summary>A call of its has not been answered yet.</summary>
    public bool IsBusy => api.IsBusy;

    /// <summary>As by SIGSTOP.</summary>
    public void Pause()
    {
        time.Pause();
        api.Pause();
    }

    /// <summary>As by SIGCONT: it goes on with what is at hand, before a timer tells it how late it is.</summary>
    public void Resume()
    {
        api.Resume();
        time.Resume();
    }

    /// <summary>As by SIGKILL: it gives no lease back.</summary>
    public void Kill()
    {
        api.IsDead = true;
        life.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        Resume();
        await Ended.WaitAsync(TimeSpan.FromSeconds(20)).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        life.Dispose();
    }

    private sealed class OwnApi(IKubeApi api) : IKubeApi
    {
        private volatile TaskCompletionSource gate = Open();
        private int writes;
        private int underWay;

        public volatile bool IsDead;

        public int Writes => writes;

        public bool IsBusy => Volatile.Read(ref underWay) > 0;

        public void Pause() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Resume() => gate.TrySetResult();

        public Task<KubeList<T>> ListAsync<T>(string? ns, string? labelSelector, CancellationToken token)
            where T : class, IKubernetesObject<V1ObjectMeta> => AskAsync(() => Alive().ListAsync<T>(ns, labelSelector, token));

        public async IAsyncEnumerable<WatchLine> WatchAsync<T>(string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken token)
            where T : IKubernetesObject<V1ObjectMeta>
        {
            await foreach (var line in Alive().WatchAsync<T>(ns, labelSelector, resourceVersion, timeout, token))
            {
                await gate.Task.WaitAsync(token);
                yield return line;
            }
        }

        public Task<T?> GetAsync<T>(string? ns, string name, CancellationToken token)
            where T : class, IKubernetesObject<V1ObjectMeta> => AskAsync(() => Alive().GetAsync<T>(ns, name, token));

        public Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken token, bool force = true)
            where T : IKubernetesObject<V1ObjectMeta> => AskAsync(() => Counted<T>().ApplyAsync<T>(intent, fieldManager, subresource, token, force));

        public Task<T> CreateAsync<T>(T entity, CancellationToken token)
            where T : IKubernetesObject<V1ObjectMeta> => AskAsync(() => Counted<T>().CreateAsync(entity, token));

        public Task<T> ReplaceAsync<T>(T entity, CancellationToken token)
            where T : IKubernetesObject<V1ObjectMeta> => AskAsync(() => Counted<T>().ReplaceAsync(entity, token));

        public Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken token)
            where T : IKubernetesObject<V1ObjectMeta> => AskAsync(() => Counted<T>().JsonPatchAsync<T>(ns, name, patch, token));

        public Task DeleteAsync<T>(T entity, CancellationToken token)
            where T : IKubernetesObject<V1ObjectMeta> => AskAsync(async () =>
            {
                await Counted<T>().DeleteAsync(entity, token);
                return true;
            });

        public Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken token) =>
            AskAsync(() => Alive().ReadLogAsync(ns, pod, container, tailLines, previous, token));

        private async Task<T> AskAsync<T>(Func<Task<T>> call)
        {
            Interlocked.Increment(ref underWay);
            try
            {
                return await call();
            }
            finally
            {
                Interlocked.Decrement(ref underWay);
            }
        }

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
                Interlocked.Increment(ref writes);
            return Alive();
        }
    }
}
