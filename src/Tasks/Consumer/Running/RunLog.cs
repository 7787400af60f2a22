using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Tasks.Telemetry;

namespace October.Tasks.Consumer.Running;

/// <summary>What is logged of runs.</summary>
internal static partial class RunLog
{
    private const int LongestMessage = 2048;
    private const int LongestStack = 8192;

    /// <summary>A run that failed, and whether it is tried again.</summary>
    public static void Failure(ILogger logger, TaskMessage task, Outcome outcome, TaskFailure failure, string? traceback)
    {
        var (message, stack) = (LogText.Of(failure.Message, LongestMessage), LogText.Of(traceback ?? "", LongestStack));
        if (outcome is Outcome.Delay retry)
            LogRetry(logger, task.Id, task.Task, failure.Type, message, retry.Due, stack);
        else
            LogFailed(logger, task.Id, task.Task, failure.Type, message, stack);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the handler of task {Id} ({Task}), which was terminated, has ended")]
    public static partial void LogTerminated(ILogger logger, string id, string task);

    [LoggerMessage(Level = LogLevel.Error, Message = "task {Id} ({Task}) failed: {ExceptionType}: {ExceptionMessage}\n{StackTrace}")]
    private static partial void LogFailed(ILogger logger, string id, string task, string exceptionType, string exceptionMessage, string stackTrace);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "task {Id} ({Task}) failed and is tried again at {Due}: {ExceptionType}: {ExceptionMessage}\n{StackTrace}")]
    private static partial void LogRetry(
        ILogger logger, string id, string task, string exceptionType, string exceptionMessage, DateTimeOffset due, string stackTrace);
}
