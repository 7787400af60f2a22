using October.Crd.Attributes;

namespace October.Crd.Spec.Redis;

/// <summary>Sentinels that say which redis is the primary.</summary>
public sealed class RedisSentinelSpec
{
    [Required]
    [Description("The name that the Sentinels know the primary by, for example mymaster.")]
    [Pattern("^[A-Za-z0-9._-]+$")]
    [Length(1, 253)]
    public string MasterName { get; set; } = "";

    [Required]
    [Description("Where the Sentinels are.")]
    [Length(1, 15)]
    public IList<SentinelAddressSpec> Addresses { get; set; } = [];

    [Description("Number of redis' database. Default: 0.")]
    [RangeMinimum(0)]
    [RangeMaximum(65535)]
    public int? Database { get; set; }

    [Description("Whether redis and the Sentinels are reached by TLS. Default: false.")]
    public bool? Tls { get; set; }

    [Description(
        "Key of the Secret in secretName with the password of the Sentinels themselves, to which the one of redis is not sent. Default: none; they have no "
            + "password.")]
    [Pattern("^[A-Za-z0-9._-]+$")]
    [Length(1, 253)]
    public string? PasswordKey { get; set; }

    [Description("Port of the redis servers that the Sentinels name: network policies let api and worker out to it. Default: 6379.")]
    [RangeMinimum(1)]
    [RangeMaximum(65535)]
    public int? RedisPort { get; set; }
}
