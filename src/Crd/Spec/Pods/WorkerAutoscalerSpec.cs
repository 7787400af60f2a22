using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>A worker's autoscaler can go by the work that waits.</summary>
public sealed class WorkerAutoscalerSpec : AutoscalerSpec
{
    [Description(
        "Waiting tasks per pod to aim at besides. Needs a server of the external metric celery_queue_length, for example prometheus-adapter. Default: none.")]
    [RangeMinimum(1)]
    [RangeMaximum(1000000)]
    public int? QueueLength { get; set; }
}
