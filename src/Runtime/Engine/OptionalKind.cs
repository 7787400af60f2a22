using k8s;
using k8s.Models;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Runtime.Engine;

/// <summary>A kind of a CustomResourceDefinition that may be installed and removed while the controller runs.</summary>
public sealed class OptionalKind<T> : IOptionalKind
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Informer<T> _informer;
    private readonly Action _changed;
    private volatile bool _installed;
    private CancellationTokenSource? _watching;

    internal OptionalKind(Informer<T> informer, Action changed) => (_informer, _changed) = (informer, changed);

    /// <summary>What is there; empty while the kind is not installed.</summary>
    public Store<T> Store => _informer.Store;

    /// <summary>The API server serves the kind, and the store has had its first list.</summary>
    public bool IsInstalled => _installed;

    string IOptionalKind.Definition { get; } = $"{KubeKind.Of(typeof(T)).Plural}.{KubeKind.Of(typeof(T)).Group}";

    void IOptionalKind.Set(bool established, CancellationToken cancellationToken)
    {
        if (established && _watching is null)
        {
            _watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _ = WatchAsync(_watching.Token);
        }
        else if (!established && _watching is not null)
        {
            _watching.Cancel();
            _watching.Dispose();
            _watching = null;
            _installed = false;
            // The API server deletes the objects with their definition, and no watch is left that would say so.
            foreach (var entity in Store.All())
                Store.Remove(entity, out _);
            _changed();
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var running = Task.Run(() => _informer.RunAsync(cancellationToken), CancellationToken.None);
        try
        {
            await _informer.Synced.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _installed = true;
        _changed();
        await running;
    }
}

/// <summary>An optional kind of any type, for the engine.</summary>
internal interface IOptionalKind
{
    /// <summary>Name of its CustomResourceDefinition.</summary>
    string Definition { get; }

    /// <summary>Begins or ends watching. Called from one thread.</summary>
    void Set(bool established, CancellationToken cancellationToken);
}
