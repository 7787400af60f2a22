using October.Crd.Attributes;

namespace October.Crd.Spec.Rollout;

/// <summary>A header of a request. Not a place for secrets: whoever may read the app may read it.</summary>
[ValidationRule(
    "!self.name.matches('(?i)^(host|connection|upgrade|content-length|transfer-encoding|te|trailer|cookie|impersonate-.*|proxy-.*|x-remote-.*)$')",
    "a probe must not set headers that say who asks or what becomes of the connection: Host, Connection, Upgrade, Cookie, Impersonate-*, X-Remote-* and "
        + "the like",
    ".name")]
public sealed class HeaderSpec
{
    [Required]
    [Description("Name of the header, for example Accept.")]
    [Pattern("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    [Length(1, 128)]
    public string Name { get; set; } = "";

    [Required]
    [Description("Value of the header. The api's own key is sent by itself when the app has one.")]
    [Pattern(@"^[\t -~]*$")]
    [Length(0, 4096)]
    public string Value { get; set; } = "";
}
