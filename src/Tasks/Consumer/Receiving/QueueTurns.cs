namespace October.Tasks.Consumer.Receiving;

/// <summary>The orders of queues that a consumer goes through. Pure.</summary>
internal static class QueueTurns
{
    /// <summary>One order of all queues for each poll, in turn.</summary>
    public static IEnumerable<IReadOnlyList<string>> Turns(this QueueOrder order, IReadOnlyList<string> queues) => (queues.Count, order) switch
    {
        (0, _) => [],
        (_, QueueOrder.Priority) => [queues],
        (_, QueueOrder.Sorted) => [[.. queues.Order(StringComparer.Ordinal)]],
        _ => Enumerable.Range(0, queues.Count).Select(first => (IReadOnlyList<string>)[.. queues.Skip(first), .. queues.Take(first)]),
    };
}
