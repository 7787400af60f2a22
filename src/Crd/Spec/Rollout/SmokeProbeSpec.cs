using System.Text.Json.Nodes;
using October.Crd.Attributes;

namespace October.Crd.Spec.Rollout;

/// <summary>One thing to try on a new revision.</summary>
[ValidationRule("self.type != 'http' || has(self.path)", "a probe of type http needs a path, for example /healthz", ".path")]
[ValidationRule("self.type != 'task' || has(self.task)", "a probe of type task needs the name of a task, for example add", ".task")]
[ValidationRule(
    "self.type == 'http' || !(has(self.path) || has(self.method) || has(self.headers) || has(self.body) || has(self.expectStatus) || has(self.expectBody) || "
        + "has(self.expectJson))",
    "path, method, headers, body, expectStatus, expectBody and expectJson are for type http: remove them, or write type: http")]
[ValidationRule(
    @"!has(self.path) || !self.path.matches('(?i)^[^?]*(/|%2f)([.]|%2e){1,2}(/|%2f|[?]|$)')",
    "a path must stay below the api: remove the segments . and ..", ".path")]
[ValidationRule(
    @"!has(self.path) || !self.path.matches('(?i)^[^?]*([\\\\]|%5c|%25(2e|2f|5c|25))')",
    "a path must not contain backslashes, or encode a character twice", ".path")]
// Values of any shape, as args and expectResult are, cannot be named in a rule: an API server refuses the definition.
[ValidationRule("self.type == 'task' || !has(self.task)",
    "task, args and expectResult are for type task: remove them, or write type: task")]
[ValidationRule("!has(self.body) || (has(self.method) && self.method in ['POST', 'PUT', 'PATCH', 'DELETE'])",
    "a request with a body needs method POST, PUT, PATCH or DELETE", ".method")]
[ValidationRule("!has(self.successThreshold) || !has(self.attempts) || self.successThreshold <= self.attempts",
    "successThreshold counts tries: it must not be greater than attempts", ".successThreshold")]
public sealed class SmokeProbeSpec
{
    [Required]
    [Description("Name shown in status, events and metrics.")]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    [Length(1, 63)]
    public string Name { get; set; } = "";

    [Required]
    [Description(
        "http: request a path of the api. ping: the task ping must answer pong, through api, redis and worker. task: enqueue any task through the api and "
            + "await its result.")]
    [EnumValues("http", "ping", "task")]
    public string Type { get; set; } = "";

    [Description("Method of the request, for type http. Default: GET.")]
    [EnumValues("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")]
    public string? Method { get; set; }

    [Description("Headers of the request, for type http. Default: none but the api's key.")]
    [XListMapKeys("name")]
    [Length(maximum: 32)]
    public IList<HeaderSpec>? Headers { get; set; }

    [Description("Body of the request, for type http; its Content-Type is application/json unless headers say otherwise. Default: none.")]
    [Length(maximum: 16384)]
    public string? Body { get; set; }

    [Description("Path, with query if needed, to request, for type http, which needs it. Default: none.")]
    [Pattern("^/[!-\"$-~]*$")]
    [Length(1, 1024)]
    public string? Path { get; set; }

    [Description("Expected HTTP status, for type http. Default: 200.")]
    [RangeMinimum(100)]
    [RangeMaximum(599)]
    public int? ExpectStatus { get; set; }

    [Description("Text that the answer's body must contain, for type http. Default: any body.")]
    [Length(1, 1024)]
    public string? ExpectBody { get; set; }

    [Description("Values that the JSON answer must have, for type http; all must hold. Default: any.")]
    [XListMapKeys("pointer")]
    [Length(maximum: 16)]
    public IList<JsonExpectationSpec>? ExpectJson { get; set; }

    [Description("A slower answer counts as failed, for example 200ms. Default: as slow as timeout allows.")]
    [Pattern(Durations.Pattern)]
    [Length(2, Durations.Longest)]
    [ValidationRule(Durations.WithinDay, Durations.BeyondDay)]
    public string? MaxLatency { get; set; }

    [Description("Name of the task, for type task, which needs it. Default: none.")]
    [Length(1, 256)]
    public string? Task { get; set; }

    [Description("Positional arguments of the task: a list of any JSON values. Default: none.")]
    [PreserveUnknownFields]
    public JsonNode? Args { get; set; }

    [Description("Expected result of the task: any JSON value. Default: any result.")]
    [PreserveUnknownFields]
    public JsonNode? ExpectResult { get; set; }

    [Description("How long one try may take, for example 5s. Default: 5s.")]
    [Pattern(Durations.Pattern)]
    [Length(2, Durations.Longest)]
    [ValidationRule(Durations.WithinDay, Durations.BeyondDay)]
    public string? Timeout { get; set; }

    [Description("Tries in a row that must succeed. Default: 1.")]
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    public int? SuccessThreshold { get; set; }

    [Description("Tries before the probe has failed. Default: 3, or successThreshold when that is more.")]
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    public int? Attempts { get; set; }

    [Description("Pause between tries, for example 1s. Default: 1s.")]
    [Pattern(Durations.Pattern)]
    [Length(2, Durations.Longest)]
    [ValidationRule(Durations.WithinDay, Durations.BeyondDay)]
    public string? Interval { get; set; }
}
