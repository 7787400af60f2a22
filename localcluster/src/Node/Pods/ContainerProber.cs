using System.Text.Json.Nodes;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>
/// Probes one run of a container as the kubelet does: startup first and alone, then liveness and readiness; each right away, then every period;
/// a result counts after its threshold.
/// </summary>
internal sealed class ContainerProber(IContainer container, JsonObject spec, TimeProvider time, IProbeListener listener)
{
    private static readonly TimeSpan Handover = TimeSpan.FromMilliseconds(100);

    /// <summary>Probes until cancelled, or until a probe condemns the container.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var startup = ProbeSpec.Of(spec, "startupProbe");
            if (startup is not null && !await WatchAsync(startup, "Startup", stopAtSuccess: true, cancellationToken))
                return;
            listener.OnStarted();
            // That it has started is known before the first word about readiness.
            if (startup is not null)
                await Task.Delay(Handover, time, cancellationToken);
            await Task.WhenAll(LivenessAsync(cancellationToken), ReadinessAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The container has ended.
        }
    }

    private async Task LivenessAsync(CancellationToken cancellationToken)
    {
        if (ProbeSpec.Of(spec, "livenessProbe") is { } liveness)
            await WatchAsync(liveness, "Liveness", stopAtSuccess: false, cancellationToken);
    }

    /// <summary>False when the probe failed for good.</summary>
    private async Task<bool> WatchAsync(ProbeSpec probe, string kind, bool stopAtSuccess, CancellationToken cancellationToken)
    {
        await Task.Delay(probe.InitialDelay, time, cancellationToken);
        for (int successes = 0, failures = 0; ;)
        {
            var result = await container.ProbeAsync(probe.Action, probe.Timeout, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            (successes, failures) = result.Success ? (successes + 1, 0) : (0, failures + 1);
            if (!result.Success)
                listener.OnUnhealthy(kind, result.Message);
            if (failures >= probe.FailureThreshold)
            {
                listener.OnCondemned(kind, probe.TerminationGrace);
                return false;
            }

            if (stopAtSuccess && successes >= probe.SuccessThreshold)
                return true;
            await Task.Delay(probe.Period, time, cancellationToken);
        }
    }

    private async Task ReadinessAsync(CancellationToken cancellationToken)
    {
        if (ProbeSpec.Of(spec, "readinessProbe") is not { } probe)
        {
            listener.OnReadiness(true);
            return;
        }

        await Task.Delay(probe.InitialDelay, time, cancellationToken);
        for (int successes = 0, failures = 0; ;)
        {
            var result = await container.ProbeAsync(probe.Action, probe.Timeout, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            (successes, failures) = result.Success ? (successes + 1, 0) : (0, failures + 1);
            if (!result.Success)
                listener.OnUnhealthy("Readiness", result.Message);
            if (successes >= probe.SuccessThreshold)
                listener.OnReadiness(true);
            else if (failures >= probe.FailureThreshold)
                listener.OnReadiness(false);
            await Task.Delay(probe.Period, time, cancellationToken);
        }
    }
}
