namespace October.Crd.Status;

/// <summary>Pods per component.</summary>
public sealed class ComponentsStatus
{
    [Description("The HTTP service.")]
    public ComponentStatus? Api { get; set; }

    [Description("The task worker.")]
    public ComponentStatus? Worker { get; set; }

    [Description("The redis.")]
    public ComponentStatus? Redis { get; set; }
}
