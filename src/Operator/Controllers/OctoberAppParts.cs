using October.Crd;
using October.Operator.Smoke;
using October.Operator.Telemetry;
using October.Runtime.Api;
using October.Runtime.Apply;
using October.Runtime.Events;
using October.Runtime.Informers;

namespace October.Operator.Controllers;

/// <summary>What the controller works with, put together once.</summary>
internal sealed class OctoberAppParts
{
    private readonly Func<Desired.ClusterFacts> cluster;
    private readonly TimeProvider time;

    public OctoberAppParts(
        IKubeApi api, Store<V1OctoberApp> apps, Stores stores, SmokeRuns smoke, EventPublisher events, OperatorMetrics metrics, IRedisUsers redis, ProbeRoute route,
        Func<Desired.ClusterFacts> cluster, TimeProvider time)
    {
        (this.cluster, this.time) = (cluster, time);
        var health = new HealthReader(stores);
        (Smoke, Events, Metrics) = (smoke, events, metrics);
        var presence = new Presence(api);
        Secrets = new(api, stores, presence);
        Revisions = new(api, stores, presence, events);
        Rotator = new(Secrets, redis, stores, events);
        Evidence = new(api);
        Status = new(api, apps, time);
        Children = new(api, new Applier(api, OctoberApi.FieldManager), stores, presence);
        Backups = new(api, stores, events, metrics.Backups);
        BackupReader = new(api, stores);
        Restores = new(api, stores, health);
        Gatherer = new(health, stores, Revisions, smoke, Obstacles, BackupReader, time);
        Starter = new(health, stores, smoke, new SmokeEvidence(api, health), route);
    }

    /// <summary>What the cluster is like now.</summary>
    public Desired.ClusterFacts Cluster => cluster();

    public DateTimeOffset Now => time.GetUtcNow();

    public SmokeRuns Smoke { get; }

    public EventPublisher Events { get; }

    public OperatorMetrics Metrics { get; }

    public Obstacles Obstacles { get; } = new();

    public SecretKeeper Secrets { get; }

    public BackupKeeper Backups { get; }

    public BackupReader BackupReader { get; }

    public RestoreKeeper Restores { get; }

    public PasswordRotator Rotator { get; }

    public RevisionKeeper Revisions { get; }

    public Evidence Evidence { get; }

    public StatusApplier Status { get; }

    public ChildApplier Children { get; }

    public Gatherer Gatherer { get; }

    public SmokeStarter Starter { get; }
}
