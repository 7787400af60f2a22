using System.Collections.Immutable;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile;

/// <summary>What to do for an app, in this order, and when to look at it again.</summary>
/// <param name="Decision">What it carries out.</param>
/// <param name="Steps">The steps.</param>
/// <param name="RequeueAfter">When to reconcile again even if nothing happens; null for never.</param>
/// <param name="Blocked">Why the children are not among the steps: a person has to help first; null when they are.</param>
internal sealed record ReconcilePlan(AppDecision Decision, ImmutableArray<Step> Steps, TimeSpan? RequeueAfter, Failure? Blocked = null)
{
    /// <summary>The errors that the status among the steps says.</summary>
    public ApplyErrors Errors => new(Decision.Observed.Blocked, Decision.Observed.Refused);
}
