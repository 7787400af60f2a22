using October.Crd;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute;

/// <summary>What carrying out steps came to.</summary>
/// <param name="App">The app that they were for.</param>
/// <param name="Failures">Steps that were refused, in order.</param>
/// <param name="RequeueAfter">When to look again for what a step put off; null for nothing.</param>
internal sealed record ExecutionResult(AppIdentity App, IReadOnlyList<StepFailure> Failures, TimeSpan? RequeueAfter)
{
    /// <summary>What status says of the failures.</summary>
    public ApplyErrors Errors
    {
        get
        {
            var lasting = Failures.Where(failure => !failure.IsPassing).ToList();
            var clashes = lasting.FindAll(failure => failure.IsClash);
            var isBlocked = clashes.Exists(failure => !IsAside(failure));
            var refused = lasting.Where(failure => !failure.IsClash || !isBlocked).Select(Refused);
            return new ApplyErrors(isBlocked ? new Failure(Reasons.NameClash, Clash(clashes)) : null, [.. refused]);
        }
    }

    /// <summary>The failures in one line.</summary>
    public string Message => string.Join("; ", Failures.Select(failure => failure.Message));

    /// <summary>The app runs without it: the volume of an earlier app's backups, until somebody says what becomes of it.</summary>
    private static bool IsAside(StepFailure failure) =>
        failure is { IsLeftOver: true, Blocks: false, Step: ApplyChild { Wanted: k8s.Models.V1PersistentVolumeClaim } };

    /// <summary>Every clash in one message, and the one command that adopts what may be adopted.</summary>
    private string Clash(IReadOnlyList<StepFailure> clashes)
    {
        var leftOver = clashes.Where(failure => failure.IsLeftOver).Select(failure => failure.Step.Name).ToList();
        IEnumerable<string> messages = clashes.Where(failure => !failure.IsLeftOver).Select(failure => failure.Message);
        return string.Join("; ", leftOver.Count > 0 ? messages.Prepend(LeftOver(leftOver)) : messages);
    }

    private string LeftOver(IReadOnlyList<string> names) =>
        $"left from an earlier OctoberApp {App.Name}: adopt with kubectl annotate octoberapp {App.Name} -n {App.Namespace} {OctoberApi.AdoptAnnotation}=true, "
            + $"or give the app another name: {string.Join(", ", names)}";

    private RefusedChild Refused(StepFailure failure) => new(
        failure.Step is DeleteChild delete ? delete.Child.ToString() : failure.Step.Name,
        failure.Reason,
        failure.IsLeftOver ? LeftOver([failure.Step.Name]) : failure.Message,
        failure.Blocks)
    {
        Revision = (failure.Step as ApplyChild)?.Revision,
    };
}
