namespace October.Operator.Decide.Rollout;

/// <summary>Why a revision does not work.</summary>
/// <param name="Reason">One of <see cref="Crd.Status.Reasons"/>.</param>
/// <param name="Message">What was expected, what was seen, where. Bounded.</param>
/// <param name="Probe">The smoke probe that failed, if one did.</param>
internal sealed record Failure(string Reason, string Message, string? Probe = null);
