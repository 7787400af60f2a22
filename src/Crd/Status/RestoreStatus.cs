namespace October.Crd.Status;

/// <summary>The restore under way, or the last one.</summary>
public sealed class RestoreStatus
{
    [Description("The request that it follows, from spec.restore.")]
    public string? RequestId { get; set; }

    [Description("The requests before it, which are not carried out again: the newest 20, newest first.")]
    public List<string>? EarlierRequestIds { get; set; }

    [Description("What spec.restore requests, where that is one of earlierRequestIds. To restore again set a new requestId.")]
    public string? RejectedRequestId { get; set; }

    [Description("The backup that was requested.")]
    public string? BackupName { get; set; }

    [Description("StopWriters, StopRedis, Replace, StartRedis or StartWriters; not there once it has ended.")]
    public string? Step { get; set; }

    [Description("Succeeded or Failed, as soon as that is known.")]
    public string? Outcome { get; set; }

    [Description("What was restored, or why not; in step Replace what it waits for, while its pod cannot start.")]
    public string? Message { get; set; }

    [Description("Pods of the api to start again.")]
    public int? ApiReplicas { get; set; }

    [Description("Pods of the worker to start again.")]
    public int? WorkerReplicas { get; set; }

    [Description("When it started.")]
    public DateTime? StartedAt { get; set; }

    [Description("When the current step started.")]
    public DateTime? StepStartedAt { get; set; }

    [Description("When it ended.")]
    public DateTime? CompletedAt { get; set; }
}
