using October.Tasks.Handlers;

namespace October.Tasks.Hosting;

/// <summary><c>add(x, y)</c>: the sum of two numbers.</summary>
internal static class AddTask
{
    public static ITaskHandler Handler { get; } = TaskHandler.Create(
        "add",
        JsonTypes.Number.Parameter("x"),
        JsonTypes.Number.Parameter("y"),
        JsonTypes.Number,
        static (x, y, _, _) => ValueTask.FromResult(x + y));
}
