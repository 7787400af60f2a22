namespace October.Cli.Diagnosis;

/// <summary>The result of one check.</summary>
/// <param name="Verdict">Whether it passed.</param>
/// <param name="What">What was found.</param>
/// <param name="Advice">How to fix it, if necessary.</param>
internal sealed record Finding(Verdict Verdict, string What, string? Advice = null);

/// <summary>Whether a check passed.</summary>
internal enum Verdict
{
    /// <summary>Passed.</summary>
    Good,

    /// <summary>Missing and optional: some features are not available.</summary>
    Optional,

    /// <summary>Missing and required.</summary>
    Missing,

    /// <summary>Required, and could not be checked.</summary>
    Unknown,
}
