namespace October.Operator.Smoke;

/// <summary>One try of one probe.</summary>
/// <param name="Passed">It did what was expected.</param>
/// <param name="Expected">In words.</param>
/// <param name="Got">In words, bounded.</param>
internal sealed record ProbeResult(bool Passed, string Expected, string Got);
