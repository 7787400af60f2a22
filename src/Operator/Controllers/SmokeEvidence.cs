using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using October.Operator.Desired;
using October.Operator.Smoke;
using October.Runtime.Api;

namespace October.Operator.Controllers;

/// <summary>Says in words how the pods were when a probe failed: their containers' states and what they last logged.</summary>
internal sealed class SmokeEvidence(IKubeApi api, HealthReader health)
{
    private const int Lines = 3;

    /// <summary>One clause for the newest pod of api and of worker, each beginning with a semicolon. Never throws for what the cluster does.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Evidence is a courtesy: without it the failure is still told.")]
    public async Task<string> CollectAsync(AppIdentity app, Track track, CancellationToken token)
    {
        var words = "";
        foreach (var component in new[] { Names.Api, Names.Worker })
        {
            if (health.PodsOf(app, component, track).MaxBy(pod => pod.Metadata.CreationTimestamp) is not { } pod)
                continue;
            words += $"; pod {pod.Metadata.Name}: container {component} {State(pod, component)}";
            try
            {
                var log = await api.ReadLogAsync(app.Namespace, pod.Metadata.Name, component, Lines, previous: false, token);
                if (log.Length > 0)
                    words += $", its last words: {Bounded.Text(log)}";
            }
            catch (Exception) when (!token.IsCancellationRequested)
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
            { Waiting: { } waiting } => $"waits ({waiting.Reason})",
            { Terminated: { } ended } => $"ended ({ended.Reason}, exit code {ended.ExitCode})",
            { Running: not null } => status.Ready ? "runs and is ready" : "runs and is not ready",
            _ => "has no state",
        };
        return status is { RestartCount: > 0 }
            ? $"{state} after {status.RestartCount} restarts ({status.LastState?.Terminated?.Reason ?? "unknown"}, exit code {status.LastState?.Terminated?.ExitCode})"
            : state;
    }
}
