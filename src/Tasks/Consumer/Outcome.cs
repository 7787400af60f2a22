namespace October.Tasks.Consumer;

/// <summary>What becomes of a message that this worker holds.</summary>
internal abstract record Outcome
{
    /// <summary>The task has ended; null JSON means that no result is kept.</summary>
    public sealed record Complete(string State, byte[]? Result) : Outcome
    {
        /// <summary>How long the run took; zero for a task that did not run.</summary>
        public TimeSpan Runtime { get; init; }
    }

    /// <summary>Later: at its eta, or for the next try, in which case a RETRY result is recorded.</summary>
    public sealed record Delay(DateTimeOffset Due, ReadOnlyMemory<byte> Message, byte[]? Result) : Outcome
    {
        /// <summary>True for the next try after a failure.</summary>
        public bool IsRetry { get; init; }
    }

    /// <summary>To the head of its queue.</summary>
    public sealed record GiveBack(ReadOnlyMemory<byte> Message) : Outcome;

    /// <summary>To the dead list.</summary>
    public sealed record Bury(string Reason, int Deliveries, byte[]? Result) : Outcome;
}
