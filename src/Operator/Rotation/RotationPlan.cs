namespace October.Operator.Rotation;

/// <summary>
/// Decides a rotation's next step from what the Secret remembers, so that whoever dies in between is followed by one that goes on there.
/// At every moment redis accepts what any pod may log in with.
/// </summary>
internal static class RotationPlan
{
    /// <param name="passwords">As the Secret has them.</param>
    /// <param name="asked">Token in the annotation; null for none.</param>
    /// <param name="settled">No attempt at a revision is under way: a rotation restarts pods, and does not begin in the middle of one.</param>
    /// <param name="moved">Every pod of api and worker runs with the current version.</param>
    public static RotationStep Next(Passwords passwords, string? asked, bool settled, bool moved) => passwords switch
    {
        { Next: not null } => RotationStep.Admit,
        { Previous: not null } => moved ? RotationStep.Retire : RotationStep.Hold,
        _ => asked is not null && asked != passwords.Token && settled ? RotationStep.Begin : RotationStep.None,
    };

    /// <summary>The token to echo in status: an order is handled when its rotation has ended.</summary>
    public static string? Handled(Passwords passwords, string? before) => passwords.IsRotating ? before : passwords.Token ?? before;
}
