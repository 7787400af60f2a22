using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>Steps that create the app's generated Secret, or restore it when it was deleted or changed.</summary>
internal static class SecretPlan
{
    public static IEnumerable<Step> Of(AppObservation observation)
    {
        if (StepName(observation) is not { } name)
            yield break;
        var (app, passwords) = (observation.Context.App, observation.Secret!.Redis);
        yield return observation.SecretExists ? new WritePasswords(passwords) : new CreateSecret(app, passwords);
        if (PasswordRecovery.Event(observation.PasswordOrigin, Names.GeneratedSecret(app), observation.Context.Now) is { } transition)
            yield return new Publish(transition) { Requires = [name] };
    }

    /// <summary>Name of the step that writes the passwords; null when they are kept. A suspended app is left as it is: redis cannot start again.</summary>
    public static string? StepName(AppObservation observation) => observation switch
    {
        { Secret: null, SecretExists: true } or { SecretExists: true, PasswordOrigin: PasswordOrigin.Kept } => null,
        { PasswordOrigin: PasswordOrigin.Reset, Rollout.Suspended: true } => null,
        { SecretExists: true } => WritePasswords.StepName,
        _ => new ChildKey("Secret", Names.GeneratedSecret(observation.Context.App)).ToString(),
    };
}
