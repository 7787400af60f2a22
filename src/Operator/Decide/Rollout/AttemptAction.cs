using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>What kind of attempt one is, for the history.</summary>
internal static class AttemptAction
{
    public static string Of(RolloutState state) =>
        state.LastGood is null ? "Install" : state.Cause?.Reason == Reasons.RollbackRequested ? "Rollback" : "Update";
}
