namespace October.Crd.Spec.Pods;

/// <summary>Autoscaling of the two components.</summary>
public sealed class AutoscalingSpec
{
    [Description("The api's HorizontalPodAutoscaler.")]
    public AutoscalerSpec? Api { get; set; }

    [Description("The worker's HorizontalPodAutoscaler.")]
    public WorkerAutoscalerSpec? Worker { get; set; }
}
