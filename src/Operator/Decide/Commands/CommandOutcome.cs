using October.Operator.Decide.Events;

namespace October.Operator.Decide.Commands;

/// <summary>What is published of a command: that it is carried out or waits, or why it is not carried out.</summary>
internal static class CommandOutcome
{
    /// <summary>The command is carried out.</summary>
    /// <param name="kind">The command.</param>
    /// <param name="token">Its token.</param>
    /// <param name="effect">What happens now.</param>
    /// <param name="revision">The revision that it concerns.</param>
    public static Transition Accepted(CommandKind kind, string token, string effect, string revision) =>
        new(false, "CommandAccepted", $"{CommandTokens.Annotation(kind)}={token}: {effect}", revision);

    /// <summary>The command is carried out later.</summary>
    /// <param name="kind">The command.</param>
    /// <param name="token">Its token.</param>
    /// <param name="what">What it waits for.</param>
    /// <param name="revision">The revision that it concerns.</param>
    public static Transition Waiting(CommandKind kind, string token, string what, string revision) =>
        new(false, "CommandWaiting", $"{CommandTokens.Annotation(kind)}={token} waits {what}", revision);

    /// <summary>The command cannot be carried out.</summary>
    /// <param name="kind">The command.</param>
    /// <param name="token">Its token.</param>
    /// <param name="why">Why not, and what to do instead.</param>
    /// <param name="revision">The revision that it concerns.</param>
    public static Transition Rejected(CommandKind kind, string token, string why, string revision) =>
        new(true, "CommandRejected", $"{CommandTokens.Annotation(kind)}={token} rejected: {why}", revision);

    /// <summary>The command is carried out, but takes longer than it may.</summary>
    /// <param name="kind">The command.</param>
    /// <param name="token">Its token.</param>
    /// <param name="state">How far it has come.</param>
    /// <param name="revision">The revision that it concerns.</param>
    public static Transition Incomplete(CommandKind kind, string token, string state, string revision) =>
        new(true, "CommandRejected", $"{CommandTokens.Annotation(kind)}={token} incomplete: {state}", revision);
}
