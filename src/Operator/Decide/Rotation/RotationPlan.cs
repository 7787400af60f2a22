using October.Operator.Decide.Commands;
using October.Operator.Decide.Events;

namespace October.Operator.Decide.Rotation;

/// <summary>
/// Decides a rotation's next step from what the Secret remembers, so that an operator that dies in between is followed by one that goes on there.
/// At every moment redis accepts what any pod may log in with.
/// </summary>
internal static class RotationPlan
{
    /// <summary>What the change of redis' passwords is called where it is refused.</summary>
    public const string AcceptStep = "password change of redis";

    /// <summary>The next step.</summary>
    /// <param name="passwords">As the Secret has them.</param>
    /// <param name="requested">Token in the annotation; null for none.</param>
    /// <param name="settled">No rollout is under way: a rotation restarts pods, and does not begin in the middle of one.</param>
    /// <param name="moved">Every pod of api and worker runs with the current version.</param>
    /// <param name="isOverdue">The rotation has taken longer than it may.</param>
    public static RotationStep Next(Passwords passwords, string? requested, bool settled, bool moved, bool isOverdue) => passwords switch
    {
        { Next: not null } => isOverdue ? RotationStep.Abandon : RotationStep.Admit,
        { Previous: not null } => moved ? RotationStep.Retire : RotationStep.Hold,
        _ => requested is not null && requested != passwords.Token && settled ? RotationStep.Begin : RotationStep.None,
    };

    /// <summary>The rotation under way began longer ago than a step of a rollout may take.</summary>
    public static bool IsOverdue(Passwords passwords, TimeSpan deadline, DateTimeOffset now) => passwords.StartedAt is { } start && now >= start + deadline;

    /// <summary>
    /// The tokens that count as handled: a rotation once it has ended, or has taken longer than it may; one that cannot be carried out at once.
    /// </summary>
    /// <param name="passwords">As the Secret has them.</param>
    /// <param name="isRejected">The command cannot be carried out.</param>
    /// <param name="isOverdue">The rotation has taken longer than it may.</param>
    /// <param name="requested">The annotations' tokens.</param>
    /// <param name="handled">Those that status has.</param>
    public static CommandTokens Handled(Passwords passwords, bool isRejected, bool isOverdue, CommandTokens requested, CommandTokens handled) =>
        isRejected ? handled.Handle(CommandKind.RotatePassword, requested)
        : passwords.Token is null || (passwords.IsRotating && !(isOverdue && passwords.Next is null)) ? handled
        : handled.With(CommandKind.RotatePassword, passwords.Token);

    /// <summary>Why a command cannot be carried out; null when it can.</summary>
    /// <param name="secret">The app's Secret.</param>
    /// <param name="secretName">The name of the user's; null for none.</param>
    /// <param name="isManaged">The operator runs redis.</param>
    /// <param name="isSuspended">Nothing is reconciled.</param>
    public static string? Obstacle(AppSecret secret, string? secretName, bool isManaged, bool isSuspended) =>
        secret.IsUsers ? $"the password is in Secret {secretName}, which is yours: change it there, and the app rolls out with it"
        : !isManaged ? "redis is the one of spec.redis.external: change its password there"
        : isSuspended && !secret.Redis.IsRotating ? "reconciliation is suspended by spec.suspend: remove it, and set the annotation to a new value"
        : null;

    /// <summary>What is published of a step; null for nothing.</summary>
    /// <param name="step">The step.</param>
    /// <param name="token">Token of the command.</param>
    /// <param name="revision">The revision that the spec asks for.</param>
    /// <param name="refused">Why redis has not accepted the next password; null where that is not known.</param>
    public static Transition? Event(RotationStep step, string token, string revision, string? refused) => step switch
    {
        RotationStep.Begin => CommandOutcome.Accepted(
            CommandKind.RotatePassword, token, "rotating redis' password; the old one is accepted until every pod has moved", revision),
        RotationStep.Abandon => CommandOutcome.Rejected(
            CommandKind.RotatePassword,
            token,
            $"redis has not accepted a new password in time, the old one stays in use: {refused ?? "it was not reached"}",
            revision),
        RotationStep.Retire => new Transition(
            false,
            "PasswordRotated",
            "Rotated redis' password: every pod uses the new one, the old one is refused, and sessions from before have ended",
            revision)
        {
            Action = "RotatePassword",
            Key = $"PasswordRotated/{token}",
        },
        _ => null,
    };

    /// <summary>What is published of a rotation whose pods have not moved in time.</summary>
    public static Transition Incomplete(string token, string what, string revision) =>
        CommandOutcome.Incomplete(
            CommandKind.RotatePassword, token, $"the new password is in use, and the old one stays accepted until every pod has moved: {what}", revision);
}
