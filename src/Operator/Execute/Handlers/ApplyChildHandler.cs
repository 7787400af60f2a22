using k8s.Models;
using October.Operator.Execute.Children;
using October.Operator.Reconcile.Steps;
using October.Runtime.Apply;

namespace October.Operator.Execute.Handlers;

/// <summary>Applies a child, and reports where somebody else had changed it.</summary>
internal sealed class ApplyChildHandler(ChildKinds kinds, DriftReporter drift) : StepHandler<ApplyChild>
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    public override Exception? Obstacle(StepContext context, Step step) =>
        step is ApplyChild { Wanted: var wanted } ? kinds.Of(wanted).Clash(context.App, wanted.Metadata.Name) : null;

    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, ApplyChild step, CancellationToken cancellationToken)
    {
        var kind = kinds.Of(step.Wanted);
        var outcome = await kind.ApplyAsync(context.App, step.Wanted, step.Exists, cancellationToken);
        // Status says which volumes are kept, and was written before this.
        if (outcome != ApplyOutcome.DriftCorrected)
            return outcome == ApplyOutcome.Written && step.Wanted is V1PersistentVolumeClaim ? AtOnce : null;
        var message = $"{step.Name} was changed by another client and is reverted: change the OctoberApp instead";
        await drift.ReportAsync(context, kind.Kind, message, cancellationToken);
        return null;
    }
}
