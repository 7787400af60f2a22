using October.Crd.Attributes;

namespace October.Crd.Spec.Redis;

/// <summary>Where a Sentinel is.</summary>
public sealed class SentinelAddressSpec
{
    [Required]
    [Description("Name or IP address.")]
    [Pattern("^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$")]
    [Length(1, 253)]
    public string Host { get; set; } = "";

    [Description("Its port. Default: 26379.")]
    [RangeMinimum(1)]
    [RangeMaximum(65535)]
    public int? Port { get; set; }
}
