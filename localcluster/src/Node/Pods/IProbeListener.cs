namespace October.LocalCluster.Node.Pods;

/// <summary>Hears what probes find out about a container.</summary>
internal interface IProbeListener
{
    /// <summary>The startup probe passed, or there is none.</summary>
    void OnStarted();

    /// <summary>Readiness was found; said again each time.</summary>
    void OnReadiness(bool ready);

    /// <summary>One probe failed. <paramref name="kind"/> is <c>Startup</c>, <c>Liveness</c> or <c>Readiness</c>.</summary>
    void OnUnhealthy(string kind, string message);

    /// <summary>Startup or liveness failed too often: the container is to be restarted.</summary>
    void OnCondemned(string kind, TimeSpan? grace);
}
