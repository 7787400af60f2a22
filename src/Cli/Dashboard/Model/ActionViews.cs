using October.Crd;
using October.Crd.Status;

namespace October.Cli.Dashboard.Model;

/// <summary>
/// What can be done with an app now. Pure. The operator decides in the end: what is refused here would be rejected by it, or would be without effect.
/// </summary>
internal static class ActionViews
{
    private static readonly string[] Forward = ["Backup", "Preview", "Smoke", "Roll", "Verify", "Bake"];

    /// <param name="app">The app.</param>
    /// <param name="denial">Why the user may not change it; null when they may.</param>
    public static IReadOnlyList<ActionView> Of(V1OctoberApp app, string? denial)
    {
        var status = app.Status;
        var underWay = status?.Rollout?.Step is { } step && Forward.Contains(step);
        var held = status?.Failed?.Outcome is "AwaitingRollback" or "Frozen";
        var revisions = Targets(status);
        var idle = app.Spec.Suspend == true ? $"spec.suspend is true: october resume {app.Metadata.Name} comes first" : null;
        return
        [
            Action("retry", status?.Failed is null ? "no attempt has failed" : null, "Attempts again what failed."),
            Action(
                "abort",
                underWay || held ? null : "no attempt is under way",
                held
                    ? "Rolls back the revision that failed and was left in place."
                    : "Cancels the attempt under way and rolls back to the last good revision."),
            Action(
                "promote",
                underWay || status?.Failed is not null ? null : "no attempt is under way, and none has failed",
                "Lets the spec's revision serve users without its remaining smoke probes."),
            Action(
                "rollback",
                revisions.Count > 0 ? null : "no earlier revision in the history succeeded",
                "Rolls back to an older revision until the spec changes. The spec itself is not changed.",
                revisions),
        ];

        ActionView Action(string name, string? refusal, string consequence, IReadOnlyList<string>? choice = null) =>
            new(name, denial ?? idle ?? refusal, consequence, choice ?? []);
    }

    private static List<string> Targets(V1OctoberAppStatus? status) =>
        [.. (status?.History ?? []).Where(entry => entry is { Outcome: "Succeeded", Revision: not null } && entry.Revision != status!.Revisions?.Current)
            .Select(entry => entry.Revision!).Distinct(StringComparer.Ordinal)];
}
