namespace October.Operator.Decide.Backups;

/// <summary>The backup that an attempt waits for before it starts.</summary>
/// <param name="Job">Name of its Job, whether there is one yet or not.</param>
/// <param name="Succeeded">Null until it has ended.</param>
/// <param name="Log">What the log of a failed one says; null for nothing.</param>
/// <param name="WaitsFor">Name of another backup's Job, which must end first; null for none.</param>
internal sealed record FirstBackup(string Job, bool? Succeeded, string? Log = null, string? WaitsFor = null)
{
    /// <summary>Name of the claim that its pod mounts.</summary>
    public string Claim { get; init; } = "";
}
