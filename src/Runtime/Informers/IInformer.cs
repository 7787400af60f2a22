namespace October.Runtime.Informers;

/// <summary>An informer of any kind, for starting and waiting.</summary>
public interface IInformer
{
    /// <summary>Completes when the first list is in.</summary>
    Task Synced { get; }

    /// <summary>Lists and watches until cancelled; never throws for what a network or server can do.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
