using System.Collections.Immutable;
using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Decide.Certificates;
using October.Operator.Decide.Restore;
using October.Operator.Decide.Rotation;

namespace October.Operator.Desired.Model;

/// <summary>All that the objects depend on.</summary>
internal sealed record DesiredInput
{
    public required AppIdentity App { get; init; }

    /// <summary>What receives traffic.</summary>
    public required RenderedRevision Stable { get; init; }

    /// <summary>What is verified beside it, if anything.</summary>
    public RenderedRevision? Preview { get; init; }

    /// <summary>What would be rolled back to: its config must outlive the rolling update, for its pods may restart.</summary>
    public RenderedRevision? LastGood { get; init; }

    /// <summary>Every revision that pods run or may be started from.</summary>
    public IEnumerable<RenderedRevision> Revisions => new[] { Stable, Preview, LastGood }.OfType<RenderedRevision>();

    /// <summary>
    /// The revision whose redis runs: the serving one, or, where that uses an external one, another revision's that pods may be started from. None
    /// when no revision needs one: then it goes, but its volume stays.
    /// </summary>
    public RenderedRevision? Redis => Revisions.FirstOrDefault(revision => revision.App.Redis.IsManaged);

    /// <summary>Redis' data is copied regularly.</summary>
    public bool BacksUp => Stable.App.Backup is not null && Redis is not null;

    /// <summary>
    /// Port of the api's metrics: of its own, but for a revision from before it had one, whose pods stay as they were first rendered.
    /// </summary>
    public int ApiMetricsPort => Stable.Kept is { } kept && kept.Hold(Stable.App, HasNamedKeys) && !HasMetricsPort(kept.Api) ? Ports.Api : Ports.ApiMetrics;

    /// <summary>How many pods there are instead, while a restore is under way.</summary>
    public ScaleOverride? Scale { get; init; }

    public ClusterFacts Cluster { get; init; } = new();

    /// <summary>Redis' passwords, from the app's Secret.</summary>
    public required Passwords Passwords { get; init; }

    /// <summary>The redis that the spec asks for; null where that is somebody else's.</summary>
    public ResolvedRedis? Requested { get; init; }

    /// <summary>The certificate that the operator makes for redis; null where no revision needs it.</summary>
    public OwnCertificate? OwnCertificate { get; init; }

    /// <summary>The Secrets with redis' certificate, by name.</summary>
    public IReadOnlyDictionary<string, RedisCertificate> Certificates { get; init; } = ImmutableDictionary<string, RedisCertificate>.Empty;

    /// <summary>The Secret that the user names has keys of the api's callers.</summary>
    public bool HasNamedKeys { get; init; }

    /// <summary>The key of the api's callers where that Secret has none.</summary>
    public string GeneratedKey { get; init; } = "";

    /// <summary>Some revision uses the generated key, or its successor will.</summary>
    public bool HasGeneratedKey => Revisions.Any(revision =>
        (revision.App.RequiresApiKey && !HasNamedKeys)
        || (revision.Kept is { } kept && ApiKeys.Of(revision.App, kept.Api) == ApiKeySource.Generated));

    private static bool HasMetricsPort(V1PodTemplateSpec api) =>
        api.Spec.Containers.SelectMany(container => container.Ports ?? []).Any(port => port.ContainerPort == Ports.ApiMetrics);
}
