using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>A redis that somebody else runs.</summary>
public sealed class ExternalRedisSpec
{
    [Required]
    [Description(
        "Where it is: redis://host:6379/0, or rediss:// for TLS. Without a password: that is the key REDIS_PASSWORD of the Secret in secretName; without a "
            + "secretName none is sent.")]
    [Pattern("^rediss?://[A-Za-z0-9.\\-\\[\\]:]+(/[0-9]+)?$")]
    [Length(1, 512)]
    public string Url { get; set; } = "";
}
