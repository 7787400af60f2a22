namespace October.Cli.Diagnosis;

/// <summary>One thing that was looked at.</summary>
/// <param name="Verdict">How it is.</param>
/// <param name="What">What was found, in words.</param>
/// <param name="Advice">What to do about it, if anything.</param>
internal sealed record Finding(Verdict Verdict, string What, string? Advice = null);

/// <summary>How something is.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Not there; some features do without.</summary>
    Optional,

    /// <summary>Not there, and needed.</summary>
    Missing,
}
