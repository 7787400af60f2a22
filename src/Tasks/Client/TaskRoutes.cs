using October.Tasks.Redis;

namespace October.Tasks.Client;

/// <summary>Which queue a task is sent to by its name, where its sender names none: Celery's <c>task_routes</c>. The first that fits counts.</summary>
public sealed class TaskRoutes
{
    private readonly (string Pattern, string Queue)[] _routes;

    private TaskRoutes((string, string)[] routes) => _routes = routes;

    /// <summary>No routes.</summary>
    public static TaskRoutes None { get; } = new([]);

    /// <summary>Reads pairs of a name, in which <c>*</c> stands for any characters, and a queue: <c>report=slow,mail.*=mail</c>.</summary>
    /// <exception cref="FormatException">It is no such list; the message is the end of a sentence that begins with what was read.</exception>
    public static TaskRoutes Parse(string? text) => new([.. (text ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(static pair => pair.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, { Length: > 0 } queue]
            ? (name, QueueName.Problem(queue) is { } problem ? throw new FormatException($"names the queue \"{queue}\"; a queue's name {problem}") : queue)
            : throw new FormatException($"must be a list of pairs such as mail.*=mail, and has \"{pair}\""))]);

    /// <summary>The queues that there are routes to.</summary>
    public IEnumerable<string> Queues => _routes.Select(static route => route.Queue).Distinct(StringComparer.Ordinal);

    /// <summary>The queue of a task; null when no route fits.</summary>
    public string? QueueOf(string task)
    {
        foreach (var (pattern, queue) in _routes)
        {
            if (Fits(task, pattern))
                return queue;
        }

        return null;
    }

    private static bool Fits(ReadOnlySpan<char> task, ReadOnlySpan<char> pattern)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
            return task.SequenceEqual(pattern);
        if (!task.StartsWith(pattern[..star]))
            return false;
        task = task[star..];
        pattern = pattern[(star + 1)..];
        if (!pattern.Contains('*'))
            return task.EndsWith(pattern);
        for (var i = 0; i <= task.Length; i++)
        {
            if (Fits(task[i..], pattern))
                return true;
        }

        return false;
    }
}
