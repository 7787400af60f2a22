namespace October.Operator.Decide.Rollout.Model;

/// <summary>Why a revision does not work.</summary>
/// <param name="Reason">One of <see cref="Crd.Status.Reasons"/>.</param>
/// <param name="Message">What was expected, what was seen, where, in one short sentence.</param>
/// <param name="Probe">The smoke probe that failed, if one did.</param>
internal sealed record Failure(string Reason, string Message, string? Probe = null)
{
    /// <summary>What the pods said: states of containers, ends of logs, what the kubelet got. Bounded; null for nothing.</summary>
    public string? Evidence { get; init; }
}
