namespace October.Tasks.Messages;

/// <summary>
/// Kombu keeps one list per queue and priority step: 0 under the queue's bare name, 3, 6 and 9 behind a separator.
/// Lower steps are served first.
/// </summary>
internal static class QueuePriority
{
    private const string Separator = "\u0006\u0016";

    public static readonly IReadOnlyList<int> Steps = [0, 3, 6, 9];

    /// <summary>The highest step that is not above the priority, as kombu rounds.</summary>
    public static int Step(int priority) => Math.Clamp(priority, 0, 9) / 3 * 3;

    public static string Key(string queue, int priority) =>
        Step(priority) is var step and not 0 ? string.Concat(queue, Separator, step.ToString()) : queue;

    public static IEnumerable<string> Keys(string queue) => Steps.Select(step => Key(queue, step));

    /// <summary>The queue that a list belongs to.</summary>
    public static string QueueOf(string key) =>
        key.IndexOf(Separator, StringComparison.Ordinal) is var at and >= 0 ? key[..at] : key;
}
