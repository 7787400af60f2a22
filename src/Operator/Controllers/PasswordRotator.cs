using October.Crd;
using October.Operator.Desired;
using October.Operator.Rollout;
using October.Operator.Rotation;
using October.Runtime.Abstractions;
using October.Runtime.Events;

namespace October.Operator.Controllers;

/// <summary>Follows <c>october.dev/rotate-password</c> one step at a time. What is under way is remembered in the app's Secret.</summary>
internal sealed class PasswordRotator(SecretKeeper secrets, IRedisUsers redis, Stores stores, EventPublisher events)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>A password that is not the operator's to change is said to be so; the order counts as handled.</summary>
    public async Task RefuseAsync(V1OctoberApp entity, AppSecret secret, CancellationToken token)
    {
        if (secret.Digest is null || Asked(entity) is not { } asked || asked == entity.Status?.LastHandledRotatePassword)
            return;
        var message = $"{OctoberApi.RotatePasswordAnnotation}={asked} was not followed: the password is in the Secret {entity.Spec.SecretName}, which is yours; change it there, and the app rolls out with it";
        await events.PublishAsync(entity, new(Warning: true, "OrderRefused", "RotatePassword", message, message), token);
    }

    /// <summary>The token to echo in status.</summary>
    public static string? Handled(V1OctoberApp entity, AppSecret secret) => secret.Digest is null
        ? RotationPlan.Handled(secret.Redis, entity.Status?.LastHandledRotatePassword)
        : Asked(entity) ?? entity.Status?.LastHandledRotatePassword;

    /// <summary>Takes the next step, if one is needed; to be called when children are as they should be.</summary>
    /// <returns>When to look again; null when there is nothing to wait for.</returns>
    public async Task<TimeSpan?> StepAsync(V1OctoberApp entity, AppIdentity app, AppSecret secret, Observed seen, bool settled, CancellationToken token)
    {
        if (secret.Digest is not null)
            return null;
        var passwords = secret.Redis;
        var moved = HasMoved(seen.Api, passwords.Version) && HasMoved(seen.Worker, passwords.Version);
        switch (RotationPlan.Next(passwords, Asked(entity), settled, moved))
        {
            case RotationStep.Begin:
                await secrets.WriteAsync(app, passwords.Begin(Asked(entity)!, SecretKeeper.NewPassword()), token);
                await TellAsync("PasswordRotationStarted", "Redis gets a new password; the old one is good until every pod has moved");
                return Pause;
            case RotationStep.Admit:
                await AcceptAsync(passwords, passwords.Accepted);
                await secrets.WriteAsync(app, passwords.Switch(), token);
                return Pause;
            case RotationStep.Hold:
                await AcceptAsync(passwords, passwords.Accepted);
                return Pause;
            case RotationStep.Retire:
                await AcceptAsync(passwords, [passwords.Current]);
                await secrets.WriteAsync(app, passwords.Retire(), token);
                await TellAsync("PasswordRotated", "Every pod uses redis' new password; the old one is refused");
                // The status has still to say so, and the answer to our own write is known before the watch tells of it, which then is no news.
                return Pause;
            default:
                return null;
        }

        Task TellAsync(string reason, string message) =>
            events.PublishAsync(entity, new(Warning: false, reason, "RotatePassword", message, $"{message}/{passwords.Token ?? Asked(entity)}"), token);

        Task AcceptAsync(Passwords known, IEnumerable<string> accepted) =>
            stores.Services.Get(new NamespacedName(app.Namespace, Names.Component(app, Names.Redis)))?.Spec.ClusterIP is { Length: > 0 } address
                ? redis.AcceptAsync(address, RedisResources.Port, [.. accepted], [.. known.Accepted], token)
                : throw new IOException("redis has no Service yet");
    }

    private static bool HasMoved(ComponentHealth health, int version) => health.IsComplete && health.PasswordVersion == version;

    private static string? Asked(V1OctoberApp entity) => OrderToken.Of(entity, OctoberApi.RotatePasswordAnnotation);
}
