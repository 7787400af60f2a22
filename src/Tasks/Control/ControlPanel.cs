namespace October.Tasks.Control;

/// <summary>All commands by name (<c>celery.worker.control.Panel</c>).</summary>
internal static class ControlPanel
{
    /// <summary>The names of older versions of Celery.</summary>
    private static readonly (string Alias, string Name)[] Aliases =
    [
        ("dump_conf", "conf"), ("dump_schedule", "scheduled"), ("dump_reserved", "reserved"), ("dump_active", "active"), ("dump_revoked", "revoked"),
        ("dump_tasks", "registered"),
    ];

    public static IReadOnlyDictionary<string, Command> Of(params IEnumerable<IEnumerable<Command>> groups)
    {
        var commands = groups.SelectMany(static group => group).ToDictionary(static command => command.Name, StringComparer.Ordinal);
        foreach (var (alias, name) in Aliases)
            commands[alias] = commands[name];
        return commands;
    }
}
