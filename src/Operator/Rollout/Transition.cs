namespace October.Operator.Rollout;

/// <summary>Something that just happened, for users.</summary>
/// <param name="Warning">It went wrong.</param>
/// <param name="Reason">Event reason.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Revision">Hash of the revision that it is about.</param>
internal sealed record Transition(bool Warning, string Reason, string Message, string Revision);
