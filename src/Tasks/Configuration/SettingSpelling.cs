namespace October.Tasks.Configuration;

/// <summary>Finds environment variables that are not read although somebody meant them to be: misspelled ones, and Celery's names. Pure.</summary>
public static class SettingSpelling
{
    private const string Celery = "CELERY";

    /// <summary>Names of Celery's, and of other programs that use Redis, with ours of the same meaning.</summary>
    private static readonly (string Name, string Ours)[] Synonyms =
    [
        ("CELERY_BROKER_URL", "REDIS_URL"),
        ("CELERY_BROKER", "REDIS_URL"),
        ("BROKER_URL", "REDIS_URL"),
        ("CELERY_RESULT_BACKEND", "REDIS_RESULT_DATABASE"),
        ("REDIS_HOST", "REDIS_URL"),
        ("CELERYD_CONCURRENCY", "WORKER_CONCURRENCY"),
        ("CELERY_WORKER_CONCURRENCY", "WORKER_CONCURRENCY"),
        ("CELERY_CONCURRENCY", "WORKER_CONCURRENCY"),
        ("CELERYD_PREFETCH_MULTIPLIER", "WORKER_PREFETCH"),
        ("CELERY_WORKER_PREFETCH_MULTIPLIER", "WORKER_PREFETCH"),
        ("CELERY_QUEUES", "WORKER_QUEUES"),
        ("CELERY_TASK_DEFAULT_QUEUE", "TASKS_QUEUE"),
        ("CELERY_DEFAULT_QUEUE", "TASKS_QUEUE"),
        ("CELERY_RESULT_EXPIRES", "TASK_RESULT_TTL"),
        ("CELERY_TASK_RESULT_EXPIRES", "TASK_RESULT_TTL"),
        ("CELERY_WORKER_SEND_TASK_EVENTS", "WORKER_EVENTS"),
        ("CELERY_RESULT_EXTENDED", "TASK_RESULT_EXTENDED"),
        ("CELERY_TASK_TRACK_STARTED", "TASK_TRACK_STARTED"),
        ("CELERY_TRACK_STARTED", "TASK_TRACK_STARTED"),
    ];

    /// <summary>For each such variable what to write in its place; null when there is no such setting.</summary>
    /// <param name="variables">The names of the environment's variables.</param>
    /// <param name="settings">The settings that are read.</param>
    public static IEnumerable<(string Variable, string? Setting)> Find(IEnumerable<string> variables, IReadOnlyList<SettingInfo> settings)
    {
        var known = settings.Select(static setting => setting.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var variable in variables.Where(variable => !known.Contains(variable)).Order(StringComparer.Ordinal))
        {
            var synonym = Array.Find(Synonyms, pair => string.Equals(pair.Name, variable, StringComparison.OrdinalIgnoreCase)).Ours;
            var meant = synonym is not null && known.Contains(synonym) ? synonym : Nearest(variable, known);
            if (meant is not null || synonym is not null || variable.StartsWith(Celery, StringComparison.OrdinalIgnoreCase))
                yield return (variable, meant);
        }
    }

    private static string? Nearest(string variable, IEnumerable<string> known)
    {
        // One slip in five letters; short names have many neighbors that mean something else.
        var limit = Math.Min(variable.Length / 5, 3);
        var text = variable.ToUpperInvariant().Replace('-', '_').Replace('.', '_');
        var (name, distance) = known.Select(name => (Name: name, Distance: Distance(text, name))).MinBy(static candidate => candidate.Distance);
        return distance <= limit ? name : null;
    }

    /// <summary>How many letters have to be added, removed, or replaced.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var k = 1; k <= to.Length; k++)
            {
                var replaced = diagonal + (from[i - 1] == to[k - 1] ? 0 : 1);
                diagonal = row[k];
                row[k] = Math.Min(replaced, Math.Min(row[k], row[k - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
