using October.Tasks.Results;

namespace October.Tasks.Consumer.Receiving;

/// <summary>Why a run failed.</summary>
/// <param name="Failure">As it stands in the result.</param>
/// <param name="Traceback">The stack trace, when there is one.</param>
internal sealed record RunFailure(TaskFailure Failure, string? Traceback);
