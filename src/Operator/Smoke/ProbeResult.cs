namespace October.Operator.Smoke;

/// <summary>One try of one probe.</summary>
/// <param name="Passed">It did what was expected.</param>
/// <param name="Expected">In words.</param>
/// <param name="Got">In words, bounded.</param>
internal sealed record ProbeResult(bool Passed, string Expected, string Got)
{
    /// <summary>The app has refused it for now, because others ask too much of it: that says nothing of the revision.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The app has not done it in time, or cannot do it now: its load may be why.</summary>
    public bool IsLate { get; init; }
}
