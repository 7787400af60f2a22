using October.Crd.Attributes;

namespace October.Crd.Status;

/// <summary>A condition in the shape of <c>metav1.Condition</c>.</summary>
public sealed class AppCondition
{
    [Required]
    [Description("Name of the condition.")]
    public string Type { get; set; } = "";

    [Required]
    [Description("True, False or Unknown.")]
    [EnumValues("True", "False", "Unknown")]
    public string Status { get; set; } = "Unknown";

    [Required]
    [Description("Machine-readable reason.")]
    public string Reason { get; set; } = "";

    [Required]
    [Description("One sentence for people.")]
    public string Message { get; set; } = "";

    [Description("The generation that the condition speaks of.")]
    public long? ObservedGeneration { get; set; }

    [Required]
    [Description("When the status last changed.")]
    public DateTime LastTransitionTime { get; set; }
}
