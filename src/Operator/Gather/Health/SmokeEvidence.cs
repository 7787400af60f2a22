using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Gather.Sources;

namespace October.Operator.Gather.Health;

/// <summary>Describes the pods when a probe failed: their containers' states and the tails of their logs.</summary>
internal sealed class SmokeEvidence(LogReader logs, HealthReader health)
{
    private const int Lines = 3;

    /// <summary>One clause for the newest pod of api and of worker, each beginning with a semicolon. Never throws for what the cluster does.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Evidence is a courtesy: without it the failure is still reported.")]
    public async Task<string> CollectAsync(AppIdentity app, Track track, CancellationToken cancellationToken)
    {
        var words = "";
        foreach (var component in new[] { Names.Api, Names.Worker })
        {
            if (health.PodsOf(app, component, track).MaxBy(pod => pod.Metadata.CreationTimestamp) is not { } pod)
                continue;
            words += $"; pod {pod.Metadata.Name}: container {component} {State(pod, component)}";
            try
            {
                if (await logs.QuoteAsync(app.Namespace, pod.Metadata.Name, component, Lines, cancellationToken) is { } log)
                    words += $", log tail: {log}";
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                words += ", its log cannot be read";
            }
        }

        return words;
    }

    private static string State(V1Pod pod, string container)
    {
        var status = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == container);
        var state = status?.State switch
        {
            { Waiting: { } waiting } => $"is waiting ({waiting.Reason})",
            { Terminated: { } ended } => $"terminated ({ended.Reason}, exit code {ended.ExitCode})",
            { Running: not null } => status.Ready ? "is running and ready" : "is running and not ready",
            _ => "has no state",
        };
        return status is { RestartCount: > 0 }
            ? $"{state} after {status.RestartCount} restarts ({status.LastState?.Terminated?.Reason ?? "unknown"}, exit code "
                + $"{status.LastState?.Terminated?.ExitCode})"
            : state;
    }
}
