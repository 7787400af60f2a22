using October.Crd.Status;
using October.Operator.Decide.Rollout;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute;

/// <summary>What carrying out steps came to.</summary>
/// <param name="Failures">Steps that were refused, in order.</param>
/// <param name="RequeueAfter">When to look again for what a step put off; null for nothing.</param>
internal sealed record ExecutionResult(IReadOnlyList<StepFailure> Failures, TimeSpan? RequeueAfter)
{
    /// <summary>What status says of the failures.</summary>
    public ApplyErrors Errors => new(Clash, [.. Failures.Where(failure => failure is { IsClash: false, IsPassing: false }).Select(Refused)]);

    /// <summary>The failures in one line.</summary>
    public string Message => string.Join("; ", Failures.Select(failure => failure.Message));

    private Failure? Clash =>
        Failures.Where(failure => failure is { IsClash: true, IsPassing: false }).Select(failure => failure.Message).ToList() is { Count: > 0 } clashes
            ? new Failure(Reasons.NameClash, string.Join("; ", clashes))
            : null;

    private static RefusedChild Refused(StepFailure failure) => new(
        failure.Step is DeleteChild delete ? delete.Child.ToString() : failure.Step.Name, failure.Reason, failure.Message, failure.Blocks)
    {
        Revision = (failure.Step as ApplyChild)?.Revision,
    };
}
