using October.Crd;
using October.Crd.Defaults;
using October.Operator.Desired;
using October.Operator.Rollout;
using October.Operator.Smoke;
using October.Runtime.Abstractions;

namespace October.Operator.Controllers;

/// <summary>Makes the snapshot that a decision is made from. Reads stores and memory only.</summary>
internal sealed class Gatherer(HealthReader health, RevisionKeeper revisions, SmokeRuns smoke, TimeProvider time)
{
    /// <summary>The snapshot, and the pods to blame for what is fatal in it.</summary>
    public (Observed Seen, IReadOnlyList<PodFailure> Blame) Gather(
        V1OctoberApp app, AppIdentity identity, ResolvedApp current, RolloutState state, string target)
    {
        var now = time.GetUtcNow();
        var blame = new List<PodFailure>();
        var annotations = app.Metadata.Annotations;
        return (new Observed
        {
            Now = now,
            Generation = app.Metadata.Generation ?? 0,
            Target = target,
            KnownRevisions = revisions.Known(identity),
            Api = Read(Names.Api, Track.Stable),
            Worker = Read(Names.Worker, Track.Stable),
            Redis = Read(Names.Redis, Track.Stable),
            PreviewApi = Read(Names.Api, Track.Preview),
            PreviewWorker = Read(Names.Worker, Track.Preview),
            Smoke = smoke.Outcome(NamespacedName.Of(app), SmokeIdentity(state)),
            Policy = new RolloutPolicy(current.Rollout.Preview, current.Rollout.ProgressDeadline, current.Rollout.BakeTime),
            RetryToken = annotations?.TryGetValue(OctoberApi.RetryAnnotation, out var token) == true ? token : null,
            Suspended = current.Suspend,
        }, blame);

        ComponentHealth Read(string component, Track track)
        {
            var (read, pod) = health.Read(identity, component, track, now);
            if (pod is not null)
                blame.Add(pod);
            return read;
        }
    }

    /// <summary>One smoke run per step of an attempt.</summary>
    public static string SmokeIdentity(RolloutState state) => $"{state.Revision}/{state.Step}/{state.StepStartedAt.ToUnixTimeSeconds()}";
}
