using October.Crd;

namespace October.Cli.Commands;

/// <summary>The default target of <c>october rollback</c>.</summary>
internal static class PreviousRevision
{
    /// <summary>The newest revision in the history that succeeded, still exists, and is not current.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static string Find(V1OctoberApp app, IReadOnlyCollection<string> existing) =>
        (app.Status?.History ?? [])
            .Where(entry =>
                entry.Outcome == "Succeeded"
                && entry.Revision is not null
                && entry.Revision != app.Status?.Revisions?.Current
                && existing.Contains(entry.Revision))
            .Select(entry => entry.Revision!)
            .FirstOrDefault()
        ?? throw new CliException("no earlier revision succeeded and still exists; see october history");
}
