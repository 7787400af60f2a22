namespace October.Runtime.Hosting;

/// <summary>What the health endpoints answer from.</summary>
public sealed class OperatorHealth
{
    /// <summary>True once every informer has synced.</summary>
    public Func<bool> IsReady { get; set; } = () => false;
}
