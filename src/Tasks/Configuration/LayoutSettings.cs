using System.Globalization;
using October.Tasks.Redis;

namespace October.Tasks.Configuration;

/// <summary>Reads where keys are in Redis: the settings that senders and workers of one queue must have alike.</summary>
internal static class LayoutSettings
{
    private const int Longest = 100;

    /// <exception cref="SettingException">One of them cannot be used.</exception>
    public static KeyLayout Read(SettingReader reader) => new()
    {
        ResultDatabase = Database(reader),
        Prefix = Text(reader, "REDIS_KEY_PREFIX", "Beginning of every key and channel but those of results: Celery's global_keyprefix for the broker.") ?? "",
        ResultPrefix = ResultPrefix(
            Text(reader, "REDIS_RESULT_KEY_PREFIX", "Beginning of the keys of results: global_keyprefix of Celery's result_backend_transport_options.") ?? ""),
        PrioritySeparator = Text(reader, "REDIS_PRIORITY_SEPARATOR", "What is between a queue's name and a priority: Celery's sep.", "Celery's own")
            ?? KeyLayout.DefaultSeparator,
        PrioritySteps = Steps(reader),
    };

    private static int? Database(SettingReader reader)
    {
        const string Name = "REDIS_RESULT_DATABASE";
        var text = reader.Text(Name, "Number of the database of results, on the same server, where Celery's result_backend has another.", "that of REDIS_URL");
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SettingException(Name, $"must be the number of a database of the server in REDIS_URL, not \"{text}\".");
    }

    private static IReadOnlyList<int> Steps(SettingReader reader)
    {
        const string Name = "REDIS_PRIORITY_STEPS";
        var steps = reader.List(Name, "0,3,6,9", "Priorities that have a list of their own, the others are rounded down: Celery's priority_steps.")
            .Select(static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1)
            .Order()
            .ToArray();
        return steps[0] == 0 && steps[^1] <= 9 && steps.Distinct().Count() == steps.Length
            ? steps
            : throw new SettingException(Name, "must be different whole numbers from 0 to 9, with 0 among them.");
    }

    private static string? Text(SettingReader reader, string name, string description, string otherwise = "none")
    {
        var text = reader.Text(name, description, otherwise);
        return text is null || (text.Length <= Longest && !text.Any(char.IsWhiteSpace))
            ? text
            : throw new SettingException(name, $"must have at most {Longest} characters and no spaces.");
    }

    /// <summary>Celery puts an underscore behind a prefix that ends in none of these.</summary>
    private static string ResultPrefix(string prefix) => prefix.Length == 0 || prefix[^1] is ':' or '_' or '-' or '.' ? prefix : prefix + "_";
}
