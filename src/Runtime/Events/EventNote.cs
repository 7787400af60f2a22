namespace October.Runtime.Events;

/// <summary>Something that happened to an object, for its users.</summary>
/// <param name="Warning">Something went wrong.</param>
/// <param name="Reason">Machine-readable, CamelCase.</param>
/// <param name="Action">What was being done.</param>
/// <param name="Message">One sentence, at most 1,024 characters.</param>
/// <param name="Key">Identifies this occurrence among others of the same reason: the same key is published once, however often it is tried.</param>
public sealed record EventNote(bool Warning, string Reason, string Action, string Message, string Key)
{
    /// <summary>Annotations of the event, for machines; null for none.</summary>
    public IDictionary<string, string>? Annotations { get; init; }
}
