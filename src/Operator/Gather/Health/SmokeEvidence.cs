using System.Diagnostics.CodeAnalysis;
using October.Operator.Desired.Model;

namespace October.Operator.Gather.Health;

/// <summary>Describes the pods when a smoke probe failed.</summary>
internal sealed class SmokeEvidence(PodEvidence evidence, HealthReader health)
{
    /// <summary>
    /// One clause for the newest pod of api and of worker; null when they are healthy and log no errors. Never throws for what the cluster does.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "Evidence is a courtesy: without it the failure is still reported.")]
    public async Task<string?> CollectAsync(AppIdentity app, Track track, CancellationToken cancellationToken)
    {
        var clauses = new List<string>();
        foreach (var component in new[] { Names.Api, Names.Worker })
        {
            if (health.PodsOf(app, component, track).MaxBy(pod => pod.Metadata.CreationTimestamp) is not { } pod)
                continue;
            try
            {
                if (await evidence.DescribeAsync(pod, component, cancellationToken) is { } clause)
                    clauses.Add(await evidence.StartFailureAsync(pod, component, cancellationToken) is { } cause ? $"{clause}: {cause}" : clause);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                clauses.Add($"the log of pod {pod.Metadata.Name} cannot be read");
            }
        }

        return clauses.Count == 0 ? null : string.Join("; ", clauses);
    }
}
