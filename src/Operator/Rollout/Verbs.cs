namespace October.Operator.Rollout;

/// <summary>
/// Tokens of the one-shot verbs, which are annotations: as asked for, or as last handled. A token that differs from the handled one is acted
/// on once; a token of an object that comes from Git is thus acted on once however often it is applied.
/// </summary>
internal sealed record Verbs
{
    /// <summary>None.</summary>
    public static Verbs None { get; } = new();

    /// <summary>Token of <c>october.dev/retry</c>.</summary>
    public string? Retry { get; init; }

    /// <summary>Token of <c>october.dev/abort</c>.</summary>
    public string? Abort { get; init; }

    /// <summary>Token of <c>october.dev/promote</c>.</summary>
    public string? Promote { get; init; }

    /// <summary>Token of <c>october.dev/rollback-to</c>: a revision's name, and after a slash anything.</summary>
    public string? RollbackTo { get; init; }
}
