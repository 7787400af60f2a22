using System.Text.Json.Nodes;
using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>One thing to try on a new revision.</summary>
[ValidationRule("self.type != 'http' || has(self.path)", "a probe of type http needs a path, for example /healthz", ".path")]
[ValidationRule("self.type != 'task' || has(self.task)", "a probe of type task needs the name of a task, for example add", ".task")]
public sealed class SmokeProbeSpec
{
    [Required]
    [Description("Name shown in status, events and metrics.")]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    [Length(1, 63)]
    public string Name { get; set; } = "";

    [Required]
    [Description("http: request a path of the api. task: enqueue a task through the api and await its result.")]
    [EnumValues("http", "task")]
    public string Type { get; set; } = "";

    [Description("Path to GET, for type http.")]
    [Pattern("^/")]
    [Length(1, 1024)]
    public string? Path { get; set; }

    [Description("Expected HTTP status, for type http. Default: 200.")]
    [RangeMinimum(100)]
    [RangeMaximum(599)]
    public int? ExpectStatus { get; set; }

    [Description("Text that the answer's body must contain, for type http.")]
    [Length(1, 1024)]
    public string? ExpectBody { get; set; }

    [Description("Name of the task, for type task.")]
    [Length(1, 256)]
    public string? Task { get; set; }

    [Description("Positional arguments of the task: a list of any JSON values.")]
    [PreserveUnknownFields]
    public JsonNode? Args { get; set; }

    [Description("Expected result of the task: any JSON value. Default: any result.")]
    [PreserveUnknownFields]
    public JsonNode? ExpectResult { get; set; }

    [Description("How long one try may take, for example 5s. Default: 5s.")]
    [Pattern(Durations.Pattern)]
    public string? Timeout { get; set; }

    [Description("Tries before the probe has failed. Default: 3.")]
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    public int? Attempts { get; set; }

    [Description("Pause between tries, for example 1s. Default: 1s.")]
    [Pattern(Durations.Pattern)]
    public string? Interval { get; set; }
}
