using October.Tasks.Redis;

namespace October.Tasks.Messages;

/// <summary>
/// Kombu keeps one list per queue and priority step: 0 under the queue's bare name, 3, 6 and 9 behind a separator.
/// Lower steps are served first.
/// </summary>
internal static class QueuePriority
{
    /// <summary>Kombu's own steps.</summary>
    public static readonly IReadOnlyList<int> DefaultSteps = [0, 3, 6, 9];

    /// <summary>The highest step that is not above the priority, as kombu rounds.</summary>
    public static int Step(int priority, IReadOnlyList<int> steps)
    {
        var step = steps[0];
        for (var i = 1; i < steps.Count && steps[i] <= priority; i++)
            step = steps[i];
        return step;
    }

    /// <summary>The name of a queue's list for a step.</summary>
    public static string Key(string queue, int step) => step == 0 ? queue : string.Concat(queue, KeyLayout.DefaultSeparator, step.ToString());

    /// <summary>The queue that a list belongs to, by the list's name.</summary>
    public static string QueueOf(string key) =>
        key.IndexOf(KeyLayout.DefaultSeparator, StringComparison.Ordinal) is var at and >= 0 ? key[..at] : key;
}
