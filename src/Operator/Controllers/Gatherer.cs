using October.Crd;
using October.Crd.Defaults;
using October.Operator.Desired;
using October.Operator.Rollout;
using October.Operator.Smoke;
using October.Runtime.Abstractions;

namespace October.Operator.Controllers;

/// <summary>Makes the snapshot that a decision is made from. Reads stores and memory only.</summary>
internal sealed class Gatherer(HealthReader health, Stores stores, RevisionKeeper revisions, SmokeRuns smoke, Obstacles obstacles, BackupReader backups, TimeProvider time)
{
    /// <summary>The snapshot, and the pods to blame for what is fatal in it.</summary>
    public (Observed Seen, IReadOnlyList<PodFailure> Blame) Gather(
        V1OctoberApp app, AppIdentity identity, ResolvedApp current, AppSecret? secret, RolloutState state, string target)
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
            Policy = Policy(current),
            Asked = new Verbs
            {
                Retry = OrderToken.Of(app, OctoberApi.RetryAnnotation),
                Abort = OrderToken.Of(app, OctoberApi.AbortAnnotation),
                Promote = OrderToken.Of(app, OctoberApi.PromoteAnnotation),
                RollbackTo = OrderToken.Of(app, OctoberApi.RollbackToAnnotation),
            },
            Suspended = current.Suspend,
            Backup = backups.Read(identity, current.Backup, app.Status?.Backup),
            FirstBackup = state.Step == RolloutStep.Backup ? backups.First(identity, state) : null,
            NotPutBack = state is { Cause: not null, LastGood: { } good } ? revisions.Incomplete(identity, good, current, secret) : null,
            LoadBalancer = LoadBalancer(identity),
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

    private IReadOnlyList<string> LoadBalancer(AppIdentity app) =>
        stores.Services.Get(new NamespacedName(app.Namespace, Names.Component(app, Names.Api)))?.Status?.LoadBalancer?.Ingress is { Count: > 0 } addresses
            ? [.. addresses.Select(address => address.Hostname ?? address.Ip).OfType<string>()]
            : [];

    private static RolloutPolicy Policy(ResolvedApp app) => new(app.Rollout.Preview, app.Rollout.ProgressDeadline, app.Rollout.BakeTime)
    {
        BackUpFirst = app.Backup is { BeforeRollout: true },
        Rollback = Enum.Parse<RollbackPolicy>(app.Rollout.Rollback.Policy),
        Retry = new RetryPolicy(app.Rollout.Rollback.Retries, app.Rollout.Rollback.RetryBackoff),
    };

    /// <summary>One smoke run per step of an attempt.</summary>
    public static string SmokeIdentity(RolloutState state) => $"{state.Revision}/{state.Step}/{state.StepStartedAt.ToUnixTimeSeconds()}";
}
