using k8s;
using k8s.Models;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Runtime.Engine;

/// <summary>A kind of a CustomResourceDefinition that may be installed and removed while the controller runs.</summary>
public sealed class OptionalKind<T> : IOptionalKind
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Informer<T> informer;
    private readonly Action changed;
    private volatile bool installed;
    private CancellationTokenSource? watching;

    internal OptionalKind(Informer<T> informer, Action changed) => (this.informer, this.changed) = (informer, changed);

    /// <summary>What is there; empty while the kind is not installed.</summary>
    public Store<T> Store => informer.Store;

    /// <summary>The API server serves the kind, and the store has had its first list.</summary>
    public bool IsInstalled => installed;

    string IOptionalKind.Definition { get; } = $"{KubeKind.Of(typeof(T)).Plural}.{KubeKind.Of(typeof(T)).Group}";

    void IOptionalKind.Set(bool established, CancellationToken token)
    {
        if (established && watching is null)
        {
            watching = CancellationTokenSource.CreateLinkedTokenSource(token);
            _ = WatchAsync(watching.Token);
        }
        else if (!established && watching is not null)
        {
            watching.Cancel();
            watching.Dispose();
            watching = null;
            installed = false;
            // The API server deletes the objects with their definition, and no watch is left that would say so.
            foreach (var entity in Store.All())
                Store.Remove(entity, out _);
            changed();
        }
    }

    private async Task WatchAsync(CancellationToken token)
    {
        var running = Task.Run(() => informer.RunAsync(token), CancellationToken.None);
        try
        {
            await informer.Synced.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        installed = true;
        changed();
        await running;
    }
}

/// <summary>An optional kind of any type, for the engine.</summary>
internal interface IOptionalKind
{
    /// <summary>Name of its CustomResourceDefinition.</summary>
    string Definition { get; }

    /// <summary>Begins or ends watching. Called from one thread.</summary>
    void Set(bool established, CancellationToken token);
}
