using k8s.Models;
using October.Operator.Decide.Jobs;
using October.Operator.Gather.Health;
using October.Operator.Gather.Sources;

namespace October.Operator.Gather.Jobs;

/// <summary>Reads what Jobs wait for whose containers were never started: from their pods, and where these do not say it, from events.</summary>
internal sealed class UnstartedJobs(Stores stores, PodEvidence evidence)
{
    /// <summary>The Job, where it is under way and its container was never started; null where one was, or that is not known.</summary>
    /// <param name="job">The Job.</param>
    /// <param name="component">The component that its pods are of.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<UnstartedJob?> ReadAsync(V1Job job, string component, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var pods = stores.PodsOf(job).ToList();
        var unstarted = JobStart.Unstarted(job, pods, now);
        return unstarted is not null && job.Spec.Suspend != true
            && pods.Find(pod => JobStart.IsUnexplained(pod, now)) is { } pod
            && await evidence.StartFailureAsync(pod, component, cancellationToken) is { } why
                ? unstarted with { Cause = $"pod {pod.Metadata.Name} is not started: {why}" }
                : unstarted;
    }
}
