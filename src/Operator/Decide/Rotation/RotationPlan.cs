using October.Operator.Decide.Commands;
using October.Operator.Decide.Events;

namespace October.Operator.Decide.Rotation;

/// <summary>
/// Decides a rotation's next step from what the Secret remembers, so that an operator that dies in between is followed by one that goes on there.
/// At every moment redis accepts what any pod may log in with.
/// </summary>
internal static class RotationPlan
{
    /// <summary>The next step.</summary>
    /// <param name="passwords">As the Secret has them.</param>
    /// <param name="requested">Token in the annotation; null for none.</param>
    /// <param name="settled">No rollout is under way: a rotation restarts pods, and does not begin in the middle of one.</param>
    /// <param name="moved">Every pod of api and worker runs with the current version.</param>
    public static RotationStep Next(Passwords passwords, string? requested, bool settled, bool moved) => passwords switch
    {
        { Next: not null } => RotationStep.Admit,
        { Previous: not null } => moved ? RotationStep.Retire : RotationStep.Hold,
        _ => requested is not null && requested != passwords.Token && settled ? RotationStep.Begin : RotationStep.None,
    };

    /// <summary>The tokens that count as handled: a rotation once it has ended; one of a password that is not the operator's at once.</summary>
    public static CommandTokens Handled(AppSecret secret, CommandTokens requested, CommandTokens handled) => secret switch
    {
        { IsUsers: true } => handled.Handle(CommandKind.RotatePassword, requested),
        { Redis.IsRotating: true } or { Redis.Token: null } => handled,
        _ => handled.With(CommandKind.RotatePassword, secret.Redis.Token),
    };

    /// <summary>What is published of a command that cannot be carried out, because the password is the user's; null for nothing.</summary>
    public static Transition? Rejected(AppSecret secret, string? secretName, CommandTokens requested, CommandTokens handled, string revision) =>
        secret.IsUsers && requested.New(CommandKind.RotatePassword, handled) is { } token
            ? CommandOutcome.Rejected(
                CommandKind.RotatePassword,
                token,
                $"the password is in Secret {secretName}, which is yours: change it there, and the app rolls out with it",
                revision)
            : null;

    /// <summary>What is published of a step; null for nothing.</summary>
    public static Transition? Event(RotationStep step, string token, string revision) => step switch
    {
        RotationStep.Begin => CommandOutcome.Accepted(
            CommandKind.RotatePassword, token, "rotating redis' password; the old one is accepted until every pod has moved", revision),
        RotationStep.Retire => new Transition(false, "PasswordRotated", "Rotated redis' password: every pod uses the new one, the old one is refused", revision)
        {
            Action = "RotatePassword",
            Key = $"PasswordRotated/{token}",
        },
        _ => null,
    };
}
