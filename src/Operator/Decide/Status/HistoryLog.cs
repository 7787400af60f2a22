using October.Crd.Status;

namespace October.Operator.Decide.Status;

/// <summary>The attempts that status keeps: the newest, and among them always some that succeeded, however many failed or were superseded since.</summary>
internal static class HistoryLog
{
    private const int Limit = 10;
    private const int Successes = 5;

    /// <summary>The entries with one more, the newest first.</summary>
    public static List<HistoryEntry> Add(IEnumerable<HistoryEntry> history, HistoryEntry entry)
    {
        var entries = history.ToList();
        // An attempt that goes on by itself and fails again in the same way is one entry, from its first start.
        if (entries is [var last, ..] && entry.Outcome == "Failed" && IsSame(last, entry))
        {
            entry.StartedAt = last.StartedAt;
            entries.RemoveAt(0);
        }

        entries.Insert(0, entry);
        while (entries.Count > Limit)
        {
            var oldest = entries.Count(HasSucceeded) > Successes ? entries.Count - 1 : entries.FindLastIndex(other => !HasSucceeded(other));
            entries.RemoveAt(oldest);
        }

        return entries;
    }

    /// <summary>The revision of the entry passed its probes, so that it can be rolled back to.</summary>
    public static bool HasSucceeded(HistoryEntry entry) => entry is { Outcome: "Succeeded", Action: not "Restore" };

    private static bool IsSame(HistoryEntry one, HistoryEntry other) =>
        (one.Revision, one.Generation, one.Action, one.Outcome, one.Reason) == (other.Revision, other.Generation, other.Action, other.Outcome, other.Reason);
}
