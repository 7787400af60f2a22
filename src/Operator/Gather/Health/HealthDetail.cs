namespace October.Operator.Gather.Health;

/// <summary>How much is read of why pods are not up. More costs requests, so it is read when somebody will be shown it.</summary>
internal enum HealthDetail
{
    /// <summary>What the stores have, and why pods are not started that should have been long ago.</summary>
    Counts,

    /// <summary>Also the logs of containers that crash.</summary>
    Crashes,

    /// <summary>Also what the kubelet got from the probes of pods that are not ready, and their logs.</summary>
    Everything,
}
