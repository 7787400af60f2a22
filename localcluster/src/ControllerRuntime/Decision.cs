namespace October.LocalCluster.ControllerRuntime;

/// <summary>What a controller does about one key: writes in order, and when to requeue.</summary>
internal sealed record Decision(IReadOnlyList<Write> Writes, TimeSpan? RequeueAfter = null)
{
    public static Decision Nothing { get; } = new([]);

    public static Decision Of(params IEnumerable<Write?> writes) => new([.. writes.OfType<Write>()]);
}
