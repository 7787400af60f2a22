using October.Crd;

namespace October.Cli.Commands;

/// <summary>The revision that people mean by "the one before".</summary>
internal static class Previous
{
    /// <summary>The newest in the history that succeeded, is still kept, and does not serve now.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static string Of(V1OctoberApp app, IReadOnlyCollection<string> kept) =>
        (app.Status?.History ?? [])
            .Where(entry =>
                entry.Outcome == "Succeeded" && entry.Revision != app.Status?.Revisions?.Current && entry.Revision is not null && kept.Contains(entry.Revision))
            .Select(entry => entry.Revision!)
            .FirstOrDefault()
        ?? throw new CliException("no earlier revision has succeeded and is still kept; see october history");
}
