using October.Tasks.Canvas;

namespace October.Tasks.Consumer.Receiving;

/// <summary>What becomes of a message that is in flight.</summary>
internal abstract record Outcome
{
    /// <summary>How the task ended, for what follows it; null when nothing does.</summary>
    public Ending? Ending { get; init; }

    /// <summary>Why the run failed; null when it did not.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>The task has ended; null JSON means that no result is kept.</summary>
    public sealed record Complete(string State, byte[]? Result) : Outcome
    {
        /// <summary>How long the run took; zero for a task that did not run.</summary>
        public TimeSpan Runtime { get; init; }

        /// <summary>The signal that Celery's worker would have sent to a task that was terminated while it ran; null for any other.</summary>
        public int? Signal { get; init; }

        /// <summary>True for a task whose time to start was over.</summary>
        public bool IsExpired { get; init; }
    }

    /// <summary>Later: at its eta, or for the next try, in which case a RETRY result is recorded.</summary>
    public sealed record Delay(DateTimeOffset Due, ReadOnlyMemory<byte> Message, byte[]? Result) : Outcome
    {
        /// <summary>True for the next try after a failure.</summary>
        public bool IsRetry { get; init; }
    }

    /// <summary>Back to the head of its queue.</summary>
    public sealed record Requeue(ReadOnlyMemory<byte> Message) : Outcome;

    /// <summary>To the dead-letter queue.</summary>
    public sealed record DeadLetter(string Reason, int Deliveries, byte[]? Result) : Outcome
    {
        /// <summary>It is kept there while there are fewer; null for always.</summary>
        public int? Most { get; init; }
    }
}
