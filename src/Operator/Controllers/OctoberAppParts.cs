using October.Crd;
using October.Operator.Smoke;
using October.Operator.Telemetry;
using October.Runtime.Api;
using October.Runtime.Apply;
using October.Runtime.Events;
using October.Runtime.Informers;

namespace October.Operator.Controllers;

/// <summary>What the controller works with, put together once.</summary>
internal sealed class OctoberAppParts(
    IKubeApi api, Store<V1OctoberApp> apps, Stores stores, SmokeRuns smoke, EventPublisher events, RolloutMetrics metrics, Func<Desired.ClusterFacts> cluster, TimeProvider time)
{
    private readonly HealthReader health = new(stores);

    public SmokeRuns Smoke => smoke;

    /// <summary>What the cluster is like now.</summary>
    public Desired.ClusterFacts Cluster => cluster();

    public EventPublisher Events => events;

    public RolloutMetrics Metrics => metrics;

    public SecretKeeper Secrets { get; } = new(api, stores);

    public RevisionKeeper Revisions { get; } = new(api, stores);

    public Evidence Evidence { get; } = new(api);

    public StatusApplier Status { get; } = new(api, apps);

    public ChildApplier Children { get; } = new(api, new Applier(api, OctoberApi.FieldManager), stores);

    public Gatherer Gatherer => new(health, Revisions, smoke, time);

    public SmokeStarter Starter => new(health, stores, smoke, new SmokeEvidence(api, health));
}
