using October.Crd.Status;

namespace October.Cli.Dashboard.Model;

/// <summary>Why an attempt failed, in one sentence, what followed, and what the pods said. Pure.</summary>
internal static class FailureViews
{
    /// <summary>Of the attempt that is being rolled back, else of the last one that failed; null when there is none.</summary>
    public static FailureView? Of(V1OctoberAppStatus status)
    {
        if ((status.Rollout?.Cause ?? status.Failed) is not { } failed)
            return null;
        var underWay = status.Rollout?.Cause is not null;
        var ended = underWay ? null : status.History?.FirstOrDefault(entry => entry.Revision is not null && entry.Revision == status.Revisions?.Failed)?.Probes;
        return new FailureView(
            underWay ? status.Rollout!.Revision : status.Revisions?.Failed,
            failed.Reason,
            Sentence(failed.Message ?? failed.Reason ?? "the operator recorded no cause"),
            underWay ? null : Outcome(failed, status.Revisions))
        {
            At = AppViews.Utc(failed.At),
            NextRetryTime = AppViews.Utc(failed.NextRetryTime),
            Probes = [.. (ended ?? []).Select(probe => new ProbeView(probe.Name ?? "", probe.Result ?? "Waiting", probe.Reason, probe.Milliseconds))],
            Evidence = [.. new[] { failed.Evidence, failed.RollbackError?.Evidence }.OfType<string>()],
        };
    }

    private static string? Outcome(FailedStatus failed, RevisionsStatus? revisions)
    {
        var outcome = failed.Outcome switch
        {
            "RolledBack" => $"Rolled back to {revisions?.LastGood ?? "the last good revision"}.",
            "NoRollbackTarget" => "There is no earlier revision to roll back to.",
            "RollbackFailed" => "The rollback failed too: " + Sentence(failed.RollbackError?.Message ?? "the operator recorded no cause"),
            "AwaitingRollback" => "It is left in place until you abort it (rollback policy Manual).",
            "Frozen" => "It is left in place (rollback policy Freeze).",
            _ => null,
        };
        return failed.Unreverted is { } unreverted ? $"{outcome} Not rolled back: {Sentence(unreverted)}".TrimStart() : outcome;
    }

    private static string Sentence(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return trimmed;
        var upper = char.ToUpperInvariant(trimmed[0]) + trimmed[1..];
        return upper[^1] is '.' or '!' or '?' ? upper : upper + ".";
    }
}
