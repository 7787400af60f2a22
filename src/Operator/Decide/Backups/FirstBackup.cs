namespace October.Operator.Decide.Backups;

/// <summary>The backup that an attempt waits for before it starts.</summary>
/// <param name="Job">Name of its Job, whether there is one yet or not.</param>
/// <param name="Succeeded">Null until it has ended.</param>
internal sealed record FirstBackup(string Job, bool? Succeeded);
