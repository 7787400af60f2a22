using k8s.Models;
using October.Crd;
using October.Crd.Status;

namespace October.Cli.Dashboard.Model;

/// <summary>From an app and its pods to what the page shows of it. Pure, and the same for the same input: ages are the page's.</summary>
internal static class AppViews
{
    /// <param name="app">The app.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="denial">Why the user may not change it; null when they may.</param>
    public static AppView Of(V1OctoberApp app, IEnumerable<V1Pod> pods, string? denial)
    {
        var status = app.Status ?? new V1OctoberAppStatus();
        var phase = status.Phase ?? Phases.Pending;
        var available = status.Conditions?.FirstOrDefault(condition => condition.Type == ConditionTypes.Available);
        bool? serving = available?.Status switch
        {
            "True" => true,
            "False" => false,
            _ => null,
        };
        return new AppView
        {
            Namespace = app.Metadata.NamespaceProperty,
            Name = app.Metadata.Name,
            Phase = phase,
            Tone = ToneOf(phase, serving),
            Message = Message(status),
            Unobserved = app.Status is not null && status.ObservedGeneration != app.Metadata.Generation,
            Serving = serving,
            ServingText = Serving(serving, available, status.Revisions),
            Url = Uri.TryCreate(status.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? status.Url : null,
            Rollout = RolloutViews.Of(app),
            Restore = status.Restore is { Step: { } step } restore ? new RestoreView(restore.BackupName, step, Utc(restore.StartedAt)) : null,
            Failure = FailureViews.Of(status),
            Components = ComponentViews.Of(status.Components, pods),
            History = [.. (status.History ?? []).Select((entry, i) => Attempt(entry, i, status, serving))],
            Conditions = [.. (status.Conditions ?? []).Select(condition => new ConditionView(
                condition.Type, condition.Status, condition.Reason, condition.Message, condition.LastTransitionTime.ToUniversalTime()))],
            Actions = ActionViews.Of(app, denial),
        };
    }

    internal static DateTime? Utc(DateTime? time) => time?.ToUniversalTime();

    /// <summary>Without the cause of a failure, which has a place of its own.</summary>
    private static string Message(V1OctoberAppStatus status)
    {
        var (message, cause) = (status.Message ?? "Waiting for the operator", (status.Rollout?.Cause ?? status.Failed)?.Message);
        var at = string.IsNullOrEmpty(cause) ? -1 : message.IndexOf(cause, StringComparison.Ordinal);
        return at < 0 ? message : message[..at].TrimEnd(' ', ':');
    }

    private static Tone ToneOf(string phase, bool? serving) => phase switch
    {
        Phases.Ready => serving == false ? Tone.Bad : Tone.Good,
        Phases.Suspended => Tone.Idle,
        Phases.RollingBack or Phases.RolledBack => serving == false ? Tone.Bad : Tone.Warning,
        Phases.Failed => Tone.Bad,
        _ => Tone.Busy,
    };

    private static string Serving(bool? serving, AppCondition? available, RevisionsStatus? revisions)
    {
        if (serving is null)
            return "Not known whether users are served";
        if (serving == false)
            return $"Not serving: {available!.Message}";
        var mark = revisions?.Current is null ? "" : revisions.Held == revisions.Current ? ", which failed and was left in place"
            : revisions.LastGood == revisions.Current ? "" : $"; the last good one is {revisions.LastGood ?? "none yet"}";
        return $"Serving revision {revisions?.Current ?? "none"}{mark}";
    }

    private static AttemptView Attempt(HistoryEntry entry, int index, V1OctoberAppStatus status, bool? serving) => new(
        entry.Revision, entry.Action, entry.Outcome, entry.Reason, entry.By, [.. entry.Images ?? []])
    {
        // The newest attempt of the revision that serves; older ones of the same revision are history.
        Serves = serving == true && entry.Revision is not null && entry.Revision == status.Revisions?.Current
            && (status.History ?? []).Take(index).All(newer => newer.Revision != entry.Revision),
        StartedAt = Utc(entry.StartedAt),
        CompletedAt = Utc(entry.CompletedAt),
    };
}
