using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>The task worker.</summary>
public sealed class WorkerSpec : ComponentSpec
{
    [Description("Tasks that one worker pod runs at the same time. Default: what the image decides.")]
    [RangeMinimum(1)]
    [RangeMaximum(10000)]
    public int? Concurrency { get; set; }
}
