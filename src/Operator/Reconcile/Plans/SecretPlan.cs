using October.Operator.Decide.Events;
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
        var app = observation.Context.App;
        if (observation is { ApiKey.IsFresh: true, Context.Entity.Status.ApiKeySecret: { } lost } && lost == Names.ApiAuth(app))
            yield return new Publish(Lost(lost, observation.Context.Now));
        if (StepName(observation) is not { } name)
            yield break;
        var (passwords, key) = (observation.Secret!.Redis, observation.Secret.GeneratedKey);
        yield return observation.SecretExists ? new WritePasswords(passwords, key) : new CreateSecret(app, passwords, key);
        if (PasswordRecovery.Event(observation.PasswordOrigin, Names.GeneratedSecret(app), observation.Context.Now) is { } transition)
            yield return new Publish(transition) { Requires = [name] };
    }

    /// <summary>Name of the step that writes the passwords; null when they are kept. A suspended app is left as it is: redis cannot start again.</summary>
    public static string? StepName(AppObservation observation) => observation switch
    {
        { Secret: null, SecretExists: true } or { SecretExists: true, PasswordOrigin: PasswordOrigin.Kept, HasCopies: true } => null,
        { SecretExists: true, PasswordOrigin: PasswordOrigin.Kept, Rollout.Suspended: true } => null,
        { PasswordOrigin: PasswordOrigin.Reset, Rollout.Suspended: true } => null,
        { SecretExists: true } => WritePasswords.StepName,
        _ => new ChildKey("Secret", Names.GeneratedSecret(observation.Context.App)).ToString(),
    };

    private static Transition Lost(string secret, DateTimeOffset now) => new(
        true,
        "ApiKeyReset",
        $"The key of the api's callers was deleted with Secret {secret} and its copy; created a new one there, which callers have to send from now on",
        "")
    {
        Action = "ResetApiKey",
        Key = $"ApiKeyReset/{now.ToUnixTimeSeconds()}",
    };
}
