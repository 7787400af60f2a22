using October.Tasks.Consumer.Receiving;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>One message and what becomes of it, which Redis has not confirmed yet.</summary>
/// <param name="Delivery">The message.</param>
/// <param name="Outcome">What becomes of it.</param>
internal readonly record struct PendingEnd(Delivery Delivery, Outcome Outcome)
{
    /// <summary>How often that was refused.</summary>
    public int Tries { get; init; }

    /// <summary>How often Redis did not answer it in time, and answered others.</summary>
    public int Unanswered { get; init; }

    /// <summary>About how many bytes recording it takes, without what follows it.</summary>
    public long Bytes => Outcome switch
    {
        Outcome.Complete complete => complete.Result?.LongLength ?? 0,
        Outcome.DeadLetter dead => Delivery.Bytes.Length + (dead.Result?.LongLength ?? 0),
        Outcome.Requeue requeue => requeue.Message.Equals(Delivery.Bytes) ? 0 : requeue.Message.Length,
        Outcome.Delay delay => delay.Message.Length + (delay.Result?.LongLength ?? 0),
        _ => 0,
    };
}
