namespace October.Operator.Decide.Events;

/// <summary>Something that just happened, to be published as an event.</summary>
/// <param name="Warning">It went wrong.</param>
/// <param name="Reason">Event reason.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Revision">Hash of the revision that it is about; a restore's request for a restore.</param>
internal sealed record Transition(bool Warning, string Reason, string Message, string Revision)
{
    /// <summary>What was being done.</summary>
    public string Action { get; init; } = "Rollout";

    /// <summary>Tells this occurrence from others of the same reason: the same key is published once, however often it is tried.</summary>
    public string Key { get; init; } = Message;
}
