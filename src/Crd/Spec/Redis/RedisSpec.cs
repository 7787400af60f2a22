using October.Crd.Attributes;
using October.Crd.Spec.Pods;

namespace October.Crd.Spec.Redis;

/// <summary>The managed redis, or where another one is.</summary>
[ValidationRule(
    "!has(self.external) || !(has(self.image) || has(self.resources) || has(self.podTemplate) || has(self.persistence) || has(self.appendFsync) || "
        + "has(self.tls))",
    "with redis.external the operator runs no redis: remove image, resources, podTemplate, persistence, appendFsync and tls, or remove external", ".external")]
public sealed class RedisSpec
{
    [Description("A redis that somebody else runs, used instead of one of the operator's. Default: none; the operator runs redis.")]
    public ExternalRedisSpec? External { get; set; }

    [Description("Container image. Default: redis:7.4.11-alpine.")]
    [Pattern(ObjectNames.Image)]
    [Length(1, 512)]
    public string? Image { get; set; }

    [Description("CPU and memory. Default: requests 100m and 128Mi, limits 200m and 256Mi.")]
    public ResourcesSpec? Resources { get; set; }

    [Description(
        "When a write is on the disk: always (before it is answered: no accepted task is ever lost) or everysec (within a second: about twice as fast). "
            + "Default: everysec.")]
    [EnumValues("always", "everysec")]
    public string? AppendFsync { get; set; }

    [Description("Encrypts the connections of api, worker, backups and the operator to redis, on port 6380. Default: none; they are plain, on port 6379.")]
    public RedisTlsSpec? Tls { get; set; }

    [Description("What redis' pod has beyond what the operator gives it. Default: nothing.")]
    public PodTemplateSpec? PodTemplate { get; set; }

    [Description("The volume that keeps redis' data.")]
    public PersistenceSpec? Persistence { get; set; }
}
