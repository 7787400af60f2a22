namespace October.Crd.Status;

/// <summary>Why a rollback failed.</summary>
public sealed class RollbackErrorStatus
{
    [Description("Machine-readable reason.")]
    public string? Reason { get; set; }

    [Description("What was expected, what was observed, where.")]
    public string? Message { get; set; }

    [Description("What the pods said.")]
    public string? Evidence { get; set; }

    [Description("The smoke probe that failed, if one did.")]
    public string? Probe { get; set; }
}
