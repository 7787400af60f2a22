using System.Text.Json.Nodes;
using October.Crd.Spec;
using October.Crd.Spec.Redis;

namespace October.Crd.Revisions;

/// <summary>
/// Splits a spec into its revisioned half (image, env, config, probes, resources, ingress, redis) and its live half (replicas, autoscaling, disruption budgets,
/// the api's Service, network policy, monitoring, rollout policy, backups, restore, profile, suspend). A rollback restores a revisioned half; live fields
/// always follow the current spec.
/// </summary>
public static class RevisionedSpec
{
    /// <summary>The revisioned half alone, as the user wrote it: no defaults, so that new defaults in an upgrade are not a new revision.</summary>
    public static V1OctoberAppSpec Of(V1OctoberAppSpec spec)
    {
        var half = Clone(spec);
        half.Profile = null;
        half.Autoscaling = null;
        half.NetworkPolicy = null;
        half.Monitoring = null;
        half.Rollout = null;
        half.RevisionHistoryLimit = null;
        half.Suspend = null;
        half.Backup = null;
        half.Restore = null;
        half.Api.Replicas = null;
        half.Worker.Replicas = null;
        half.Api.PodDisruption = null;
        half.Worker.PodDisruption = null;
        half.Api.Service = null;
        if (half.Redis is { } redis)
        {
            redis.Persistence = null;
            // Else the first live field under it would make a revision.
            half.Redis = OctoberJson.Node(redis) is JsonObject { Count: 0 } ? null : redis;
        }

        return half;
    }

    /// <summary>A revisioned half completed with the live fields of the current spec.</summary>
    public static V1OctoberAppSpec Complete(V1OctoberAppSpec revisioned, V1OctoberAppSpec current)
    {
        var whole = Clone(revisioned);
        whole.Profile = current.Profile;
        whole.Autoscaling = current.Autoscaling;
        whole.NetworkPolicy = current.NetworkPolicy;
        whole.Monitoring = current.Monitoring;
        whole.Rollout = current.Rollout;
        whole.RevisionHistoryLimit = current.RevisionHistoryLimit;
        whole.Suspend = current.Suspend;
        whole.Backup = current.Backup;
        whole.Restore = current.Restore;
        whole.Api.Replicas = current.Api.Replicas;
        whole.Worker.Replicas = current.Worker.Replicas;
        whole.Api.PodDisruption = current.Api.PodDisruption;
        whole.Worker.PodDisruption = current.Worker.PodDisruption;
        whole.Api.Service = current.Api.Service;
        if (current.Redis?.Persistence is { } persistence)
        {
            whole.Redis ??= new RedisSpec();
            whole.Redis.Persistence = persistence;
        }

        return whole;
    }

    private static V1OctoberAppSpec Clone(V1OctoberAppSpec spec) =>
        OctoberJson.Read<V1OctoberAppSpec>(OctoberJson.Node(spec));
}
