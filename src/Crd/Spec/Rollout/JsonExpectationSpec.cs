using System.Text.Json.Nodes;
using October.Crd.Attributes;

namespace October.Crd.Spec.Rollout;

/// <summary>A value that a JSON answer must have at one place.</summary>
public sealed class JsonExpectationSpec
{
    [Required]
    [Description("Where to look: a JSON Pointer (RFC 6901), for example /status or /items/0/name. Empty is the whole answer.")]
    [Pattern("^(/([^/~]|~[01])*)*$")]
    [Length(0, 1024)]
    public string Pointer { get; set; } = "";

    [Required]
    [Description("The value that must be there: any JSON value. Numbers are compared as numbers.")]
    [PreserveUnknownFields]
    public JsonNode? Value { get; set; }
}
