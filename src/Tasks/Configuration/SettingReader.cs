using System.Globalization;
using October.Tasks.Client;
using October.Tasks.Redis;

namespace October.Tasks.Configuration;

/// <summary>
/// Reads settings from environment variables, and remembers what it was asked for: the list printed by <c>--help</c> is the list that is read.
/// An empty variable counts as absent.
/// </summary>
public sealed class SettingReader(Func<string, string?> environment)
{
    private readonly List<SettingInfo> _asked = [];

    /// <summary>Everything that was asked for so far.</summary>
    public IReadOnlyList<SettingInfo> Asked => _asked;

    /// <summary>A text, or null.</summary>
    public string? Text(string name, string description, string otherwise = "none")
    {
        _asked.Add(new SettingInfo(name, otherwise, description));
        return environment(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>A whole number within bounds.</summary>
    /// <exception cref="SettingException">It is no such number.</exception>
    public int Integer(string name, int otherwise, int min, int max, string description)
    {
        var text = Text(name, description, otherwise.ToString(CultureInfo.InvariantCulture));
        if (text is null)
            return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new SettingException(name, $"must be a whole number from {min} to {max}, not \"{text}\".");
    }

    /// <summary>True or false.</summary>
    /// <exception cref="SettingException">It is neither.</exception>
    public bool Boolean(string name, bool otherwise, string description) =>
        Text(name, description, otherwise ? "true" : "false") switch
        {
            null => otherwise,
            "true" or "1" => true,
            "false" or "0" => false,
            var text => throw new SettingException(name, $"must be true or false, not \"{text}\"."),
        };

    /// <summary>A length of time: <c>250ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>, <c>1d</c>, or a number of seconds.</summary>
    /// <exception cref="SettingException">It is no length of time, or shorter than the least.</exception>
    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan min, string description)
    {
        var text = Text(name, description, Durations.Format(otherwise));
        if (text is null)
            return otherwise;
        return Durations.TryParse(text, out var value) && value >= min
            ? value
            : throw new SettingException(name, $"must be a duration of at least {Durations.Format(min)}, such as 500ms, 30s or 5m, not \"{text}\".");
    }

    /// <summary>A list, separated by commas.</summary>
    /// <exception cref="SettingException">It names nothing.</exception>
    public IReadOnlyList<string> List(string name, string otherwise, string description)
    {
        var items = (Text(name, description, otherwise) ?? otherwise).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return items.Length > 0 ? items : throw new SettingException(name, "must name at least one item.");
    }

    /// <summary>Names of queues, separated by commas.</summary>
    /// <exception cref="SettingException">It names nothing, or what cannot be the name of a queue.</exception>
    public IReadOnlyList<string> Queues(string name, string otherwise, string description)
    {
        var queues = List(name, otherwise, description);
        foreach (var queue in queues)
            RequireQueue(name, queue);
        return queues;
    }

    /// <summary>The name of one queue.</summary>
    /// <exception cref="SettingException">It cannot be the name of a queue.</exception>
    public string Queue(string name, string otherwise, string description)
    {
        var queue = Text(name, description, otherwise) ?? otherwise;
        RequireQueue(name, queue);
        return queue;
    }

    /// <summary>Which queues tasks are sent to by their names.</summary>
    /// <exception cref="SettingException">It is no list of pairs.</exception>
    public TaskRoutes Routes(string name)
    {
        try
        {
            return TaskRoutes.Parse(Text(
                name, "Queues of tasks by name, where the sender names none, such as report=slow,mail.*=mail: Celery's task_routes."));
        }
        catch (FormatException exception)
        {
            throw new SettingException(name, exception.Message + ".");
        }
    }

    /// <summary>One of a few words.</summary>
    /// <exception cref="SettingException">It is none of them.</exception>
    public string Choice(string name, string otherwise, IReadOnlyList<string> choices, string description)
    {
        var text = Text(name, description, otherwise) ?? otherwise;
        return choices.Contains(text) ? text : throw new SettingException(name, $"must be {string.Join(" or ", choices)}, not \"{text}\".");
    }

    /// <summary>A secret, given by value or by the name of a file that holds it; null when neither is set.</summary>
    /// <exception cref="SettingException">Both are set, the file cannot be read, or the secret is blank.</exception>
    public string? Secret(string name, string description) => Secret(name, description, out _);

    /// <summary>The same, with the name of the file, for secrets that are read again because they may change.</summary>
    /// <exception cref="SettingException">Both are set, the file cannot be read, or the secret is blank.</exception>
    public string? Secret(string name, string description, out string? file)
    {
        var value = Text(name, description);
        file = Text(name + "_FILE", $"File that holds {name}.");
        if (file is null)
            return string.IsNullOrWhiteSpace(value) && value is not null ? throw new SettingException(name, "is blank.") : value;
        if (value is not null)
            throw new SettingException(name, $"and {name}_FILE are both set; set one of them.");
        try
        {
            var text = File.ReadAllText(file).TrimEnd('\r', '\n');
            // It would be a secret that everybody knows.
            return string.IsNullOrWhiteSpace(text) ? throw new SettingException(name + "_FILE", "names a file that is blank.") : text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(name + "_FILE", $"names a file that cannot be read: {exception.Message}");
        }
    }

    /// <summary>Refuses a variable that is set and empty, where what is absent is not safe.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="remedy">What to do, as the end of a sentence.</param>
    /// <exception cref="SettingException">It is empty.</exception>
    public void RefuseEmpty(string name, string remedy)
    {
        if (environment(name) is "")
            throw new SettingException(name, $"is empty: {remedy}.");
    }

    private static void RequireQueue(string variable, string queue)
    {
        if (QueueName.Problem(queue) is { } problem)
            throw new SettingException(variable, $"names the queue \"{queue}\"; a queue's name {problem}.");
    }
}
