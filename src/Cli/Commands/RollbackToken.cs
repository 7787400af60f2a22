using October.Cli.Apps;

namespace October.Cli.Commands;

/// <summary>The token of <c>october.dev/rollback-to</c>: the revision, and what makes it new.</summary>
internal static class RollbackToken
{
    /// <param name="session">The app.</param>
    /// <param name="requested">A revision by name, hash or number; null for the newest one that succeeded and is not current.</param>
    /// <param name="now">What makes it new.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">There is no such revision.</exception>
    public static async Task<string> CreateAsync(AppSession session, string? requested, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var revisions = await session.RevisionsAsync(cancellationToken);
        var target = requested is not null
            ? RevisionNames.Find(revisions, requested).Metadata.Name
            : PreviousRevision.Find(await session.ReadAsync(cancellationToken), [.. revisions.Select(revision => revision.Metadata.Name)]);
        return $"{target}/{AnnotationCommand.Token(now)}";
    }
}
