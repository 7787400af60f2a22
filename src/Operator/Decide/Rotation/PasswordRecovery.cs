using October.Operator.Decide.Events;

namespace October.Operator.Decide.Rotation;

/// <summary>
/// Decides which passwords an app's generated Secret should have. A password in use is never replaced by another while redis goes on accepting the
/// old one only: that would be an outage when a pod next starts.
/// </summary>
internal static class PasswordRecovery
{
    /// <summary>Decides.</summary>
    /// <param name="kept">What the Secret has; null where it is gone, or has no password that the operator wrote.</param>
    /// <param name="isProven">The Secret proves that its passwords are as the operator wrote them.</param>
    /// <param name="inUse">What else is known.</param>
    /// <param name="handled">Token of the rotation that has ended last; null for none.</param>
    /// <param name="fresh">A random password that nothing uses yet.</param>
    public static (Passwords Passwords, PasswordOrigin Origin) Decide(
        Passwords? kept, bool isProven, PasswordsInUse inUse, string? handled, string fresh) => (kept, inUse) switch
        {
            ({ } known, _) when isProven || inUse.Accepted.Count == 0 || inUse.Accepted.Contains(known.Current) => (known, PasswordOrigin.Kept),
            (_, { Accepted: [var current] }) =>
                (new Passwords(current, Version: inUse.Version, Token: handled) { RedisVersion = inUse.RedisVersion }, PasswordOrigin.Restored),
            // In a rotation: which pods have moved is not known, so that all of them move to the first.
            (_, { Accepted: [var current, var other, ..] }) => (
                new Passwords(current, Previous: other, Version: inUse.Version + 1, Token: handled) { RedisVersion = inUse.RedisVersion },
                PasswordOrigin.Restored),
            (_, { Runs: true }) => (
                new Passwords(fresh, Version: Newest(inUse) + 1, Token: handled) { RedisVersion = Newest(inUse) + 1 }, PasswordOrigin.Reset),
            _ => (new Passwords(fresh, Token: handled), PasswordOrigin.Fresh),
        };

    /// <summary>What is published of passwords that had to be recovered; null for nothing.</summary>
    /// <param name="origin">Where they come from.</param>
    /// <param name="secret">Name of the Secret.</param>
    /// <param name="now">Tells this occurrence from others.</param>
    public static Transition? Event(PasswordOrigin origin, string secret, DateTimeOffset now) => origin switch
    {
        PasswordOrigin.Restored => new Transition(
            true,
            "SecretRestored",
            $"Secret {secret} was deleted or changed; restored it from what redis accepts. october rotate-password changes the password",
            "")
        {
            Action = "RestoreSecret",
            Key = $"SecretRestored/{now.ToUnixTimeSeconds()}",
        },
        PasswordOrigin.Reset => new Transition(
            true,
            "PasswordReset",
            $"Secret {secret} and redis' own were deleted or changed; created a new password, and redis, api and worker start again with it",
            "")
        {
            Action = "ResetPassword",
            Key = $"PasswordReset/{now.ToUnixTimeSeconds()}",
        },
        _ => null,
    };

    private static int Newest(PasswordsInUse inUse) => Math.Max(inUse.Version, inUse.RedisVersion);
}
