namespace October.Tasks.Results;

/// <summary>The states of a task, named as Celery names them.</summary>
public static class TaskState
{
    /// <summary>Not known (yet): waiting, or never sent, or its result has expired.</summary>
    public const string Pending = "PENDING";

    /// <summary>Running; stored only by workers that are told to track it.</summary>
    public const string Started = "STARTED";

    /// <summary>Running, and its handler has said how far it is.</summary>
    public const string Progress = "PROGRESS";

    /// <summary>Failed and will be tried again.</summary>
    public const string Retry = "RETRY";

    /// <summary>Done, with a result.</summary>
    public const string Success = "SUCCESS";

    /// <summary>Failed for good.</summary>
    public const string Failure = "FAILURE";

    /// <summary>Called off, or too late to start.</summary>
    public const string Revoked = "REVOKED";

    /// <summary>True for states that never change again.</summary>
    public static bool IsTerminal(string state) => state is Success or Failure or Revoked;
}
