using October.Crd.Status;
using October.Operator.Decide.Status;
using October.Operator.Reconcile.Model;

namespace October.Operator.Reconcile.Plans;

/// <summary>The status that a decision leads to.</summary>
internal static class StatusPlan
{
    public static V1OctoberAppStatus Of(AppObservation observation, AppDecision decision)
    {
        var (app, revisions) = (observation.Context.App, observation.Revisions);
        var finished = decision.Rollout.Finished?.Revision;
        return StatusWriter.Write(new StatusInput
        {
            AppName = app.Name,
            Namespace = app.Namespace,
            Decision = decision.Rollout,
            Observed = decision.Observed,
            Serving = revisions.Render(decision.Rollout.Stable)?.App ?? observation.Context.Current,
            FinishedImages = finished is not null && revisions.Render(finished) is { } attempted ? [attempted.App.Api.Image, attempted.App.Worker.Image] : null,
            FinishedBy = finished is null ? null : revisions.Stored(finished)?.Author,
            Restore = RestoreStatuses.Write(decision.Restore.State),
            KeptOnDeletion = [.. observation.Children.Kept.Select(child => child.ToString())],
            Previous = observation.Context.Entity.Status,
        });
    }
}
