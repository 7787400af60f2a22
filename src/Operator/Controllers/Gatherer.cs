using October.Crd;
using October.Crd.Defaults;
using October.Operator.Desired;
using October.Operator.Rollout;
using October.Operator.Smoke;
using October.Runtime.Abstractions;

namespace October.Operator.Controllers;

/// <summary>Makes the snapshot that a decision is made from. Reads stores and memory only.</summary>
internal sealed class Gatherer(HealthReader health, RevisionKeeper revisions, SmokeRuns smoke, Obstacles obstacles, BackupKeeper backups, TimeProvider time)
{
    /// <summary>The snapshot, and the pods to blame for what is fatal in it.</summary>
    public (Observed Seen, IReadOnlyList<PodFailure> Blame) Gather(
        V1OctoberApp app, AppIdentity identity, ResolvedApp current, RolloutState state, string target)
    {
        var now = time.GetUtcNow();
        var blame = new List<PodFailure>();
        return (new Observed
        {
            Now = now,
            Generation = app.Metadata.Generation ?? 0,
            Target = target,
            KnownRevisions = revisions.Known(identity),
            Api = Read(Names.Api, Track.Stable),
            Worker = Read(Names.Worker, Track.Stable),
            Redis = current.Redis.IsManaged ? Read(Names.Redis, Track.Stable) : ComponentHealth.Elsewhere,
            PreviewApi = Read(Names.Api, Track.Preview),
            PreviewWorker = Read(Names.Worker, Track.Preview),
            Smoke = smoke.Outcome(NamespacedName.Of(app), SmokeIdentity(state)),
            Policy = Policy(current.Rollout),
            Asked = new Verbs
            {
                Retry = OrderToken.Of(app, OctoberApi.RetryAnnotation),
                Abort = OrderToken.Of(app, OctoberApi.AbortAnnotation),
                Promote = OrderToken.Of(app, OctoberApi.PromoteAnnotation),
                RollbackTo = OrderToken.Of(app, OctoberApi.RollbackToAnnotation),
            },
            Suspended = current.Suspend,
            Backup = backups.Read(identity, current.Backup is not null, app.Status?.Backup),
            Obstacle = obstacles.Of(NamespacedName.Of(app)),
        }, blame);

        ComponentHealth Read(string component, Track track)
        {
            var (read, pod) = health.Read(identity, component, track, now);
            if (pod is not null)
                blame.Add(pod);
            return read;
        }
    }

    private static RolloutPolicy Policy(ResolvedRollout rollout) => new(rollout.Preview, rollout.ProgressDeadline, rollout.BakeTime)
    {
        Rollback = Enum.Parse<RollbackPolicy>(rollout.Rollback.Policy),
        Retry = new RetryPolicy(rollout.Rollback.Retries, rollout.Rollback.RetryBackoff),
    };

    /// <summary>One smoke run per step of an attempt.</summary>
    public static string SmokeIdentity(RolloutState state) => $"{state.Revision}/{state.Step}/{state.StepStartedAt.ToUnixTimeSeconds()}";
}
