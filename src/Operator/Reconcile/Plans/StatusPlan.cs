using October.Crd.Status;
using October.Operator.Decide.Status;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;

namespace October.Operator.Reconcile.Plans;

/// <summary>The status that a decision leads to.</summary>
internal static class StatusPlan
{
    public static V1OctoberAppStatus Of(AppObservation observation, AppDecision decision)
    {
        var (app, revisions) = (observation.Context.App, observation.Revisions);
        var finished = decision.Rollout.Finished?.Revision;
        var serving = revisions.Render(decision.Rollout.Stable);
        var keys = serving is null ? ApiKeySource.None : Keys(observation, serving);
        return StatusWriter.Write(new StatusInput
        {
            AppName = app.Name,
            Namespace = app.Namespace,
            Decision = decision.Rollout,
            Observed = decision.Observed,
            Serving = serving?.App ?? observation.Context.Current,
            Exposure = serving is null ? null : ExposurePlan.Of(app, serving, keys),
            ApiKeySecret = keys switch
            {
                ApiKeySource.Generated => Names.ApiAuth(app),
                ApiKeySource.Named => Names.Secret(app, serving!.App),
                _ => null,
            },
            FinishedImages = finished is not null && revisions.Render(finished) is { } attempted ? [attempted.App.Api.Image, attempted.App.Worker.Image] : null,
            FinishedBy = finished is null ? null : revisions.Stored(finished)?.Author,
            Restore = RestoreStatuses.Write(decision.Restore.State),
            KeptOnDeletion = [.. observation.Children.Kept.Select(child => child.ToString())],
            Previous = observation.Context.Entity.Status,
        });
    }

    /// <summary>Without the Secret that the user names it is as it was rendered.</summary>
    private static ApiKeySource Keys(AppObservation observation, RenderedRevision serving)
    {
        var hasNamedKeys = observation.Secret?.NamedKeys is not null;
        return serving.Kept is { } kept && (observation.Secret is null || kept.Hold(serving.App, hasNamedKeys))
            ? ApiKeys.Of(serving.App, kept.Api)
            : ApiKeys.Of(serving.App, hasNamedKeys);
    }
}
