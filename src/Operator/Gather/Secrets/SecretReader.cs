using System.Text;
using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;
using October.Runtime.Api;

namespace October.Operator.Gather.Secrets;

/// <summary>Reads an app's Secret: the one that the user names, or the generated one.</summary>
internal sealed class SecretReader(IKubeApi api, Stores stores)
{
    /// <summary>What the operator needs of it.</summary>
    /// <param name="context">The app.</param>
    /// <param name="spec">The spec, or a revision of it, whose Secret is meant.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<ObservedSecret> ReadAsync(ReconcileContext context, ResolvedApp spec, CancellationToken cancellationToken)
    {
        var app = context.App;
        var auth = Own(app, Names.RedisAuth(app));
        var users = auth?.Data?.TryGetValue(RedisAccounts.UsersKeyItem, out var kept) == true && kept.Length > 0 ? Encoding.UTF8.GetString(kept) : null;
        if (spec.SecretName is { } name)
        {
            var named = await api.GetAsync<V1Secret>(app.Namespace, name, cancellationToken);
            var password = SecretContent.NamedPassword(named);
            var own = Key(context, copy: null, keepsCopy: false);
            var lacksKey = !context.Cluster.MakesSecrets && spec.RequiresApiKey && SecretContent.ApiKey(named) is null;
            var lacksSentinels = spec.Redis.Sentinel?.PasswordKey is { } sentinels && SecretContent.Value(named, sentinels) is null;
            if (password is null || lacksKey || lacksSentinels)
                return new ObservedSecret(null, Exists: true, PasswordOrigin.Kept, own);
            var redis = new Passwords(password) { UsersKey = users ?? context.FreshUsersKey };
            return new ObservedSecret(
                new AppSecret(redis, SecretContent.ApiKey(named), SecretContent.Digest(named!)) { GeneratedKey = own.Value },
                Exists: true,
                PasswordOrigin.Kept,
                own);
        }

        var secret = Own(app, Names.GeneratedSecret(app));
        var (known, isProven) = SecretContent.Read(secret);
        var (passwords, origin) = PasswordRecovery.Decide(
            known, isProven, InUse(app, auth), context.Entity.Status?.LastHandledRotatePassword, context.FreshPassword);
        var key = Key(context, SecretContent.ApiKey(secret), keepsCopy: true);
        var copy = SecretContent.Users(secret);
        passwords = passwords with { UsersKey = users ?? copy ?? context.FreshUsersKey };
        var exists = secret is not null && Ownership.IsOwned(secret.Metadata, app);
        return new ObservedSecret(new AppSecret(passwords, null, null) { GeneratedKey = key.Value }, exists, origin, key)
        {
            HasCopies = key.IsCopied && copy == passwords.UsersKey,
        };
    }

    private ObservedApiKey Key(ReconcileContext context, string? copy, bool keepsCopy) =>
        ObservedApiKey.Of(SecretContent.ApiKey(Own(context.App, Names.ApiAuth(context.App))), copy, keepsCopy, context.FreshApiKey);

    private PasswordsInUse InUse(AppIdentity app, V1Secret? auth)
    {
        var file = auth?.Data?.TryGetValue(AuthFile.Name, out var text) == true ? Encoding.UTF8.GetString(text) : "";
        return new PasswordsInUse(
            AuthFile.Read(file),
            Template(app, Names.Redis) is not null,
            Math.Max(PodTemplates.PasswordVersionOf(Template(app, Names.Api)?.Metadata), PodTemplates.PasswordVersionOf(Template(app, Names.Worker)?.Metadata)),
            PodTemplates.PasswordVersionOf(Template(app, Names.Redis)?.Metadata));
    }

    /// <summary>
    /// The app's own, or what an earlier app of its name has left: nothing is written to that before it is adopted, and it stays as it is then.
    /// </summary>
    private V1Secret? Own(AppIdentity app, string name) =>
        stores.Secrets.Get(new NamespacedName(app.Namespace, name)) is { } secret
        && (Ownership.IsOwned(secret.Metadata, app) || Ownership.IsLeftOver(secret.Metadata, app))
            ? secret
            : null;

    private V1PodTemplateSpec? Template(AppIdentity app, string component) =>
        stores.Deployments.Get(new NamespacedName(app.Namespace, Names.Component(app, component)))?.Spec.Template;
}
