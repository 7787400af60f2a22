using October.Tasks.Handlers;

namespace October.Tasks.Hosting;

/// <summary><c>ping()</c>: answers <c>"pong"</c>.</summary>
internal static class PingTask
{
    public static ITaskHandler Handler { get; } = TaskHandler.Create("ping", JsonTypes.Text, static (_, _) => ValueTask.FromResult("pong"));
}
