
namespace October.Operator.Decide.Restore;

/// <summary>What is remembered of the restore under way, or of the last one; all of it is in status.</summary>
internal sealed record RestoreState
{
    /// <summary>The request that it follows.</summary>
    public required string RequestId { get; init; }

    public required string BackupName { get; init; }

    /// <summary>The requests before it.</summary>
    public RequestIds Earlier { get; init; } = RequestIds.None;

    /// <summary>A request that was made again after others, and rejected; null for none.</summary>
    public string? Rejected { get; init; }

    public RestoreStep Step { get; init; }

    /// <summary>False once it is clear that the data was not replaced, or that what was stopped does not come back.</summary>
    public bool Succeeded { get; init; } = true;

    /// <summary>What was restored, or why not; while the data is to be replaced, what that waits for.</summary>
    public string? Message { get; init; }

    /// <summary>Pods of the api to start again.</summary>
    public int Api { get; init; }

    /// <summary>Pods of the worker to start again.</summary>
    public int Worker { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset StepStartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public bool IsUnderWay => Step != RestoreStep.Ended;

    /// <summary>What must not run now.</summary>
    public ScaleOverride? Scale => Step switch
    {
        RestoreStep.Ended => null,
        RestoreStep.StopWriters or RestoreStep.StartRedis => new ScaleOverride(0, 0, Redis: true),
        RestoreStep.StartWriters => new ScaleOverride(Api, Worker, Redis: true),
        _ => new ScaleOverride(0, 0, Redis: false),
    };
}
