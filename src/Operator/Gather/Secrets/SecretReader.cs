using System.Text;
using k8s.Models;
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
    public async Task<ObservedSecret> ReadAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var app = context.App;
        if (context.Current.SecretName is { } name)
        {
            var named = await api.GetAsync<V1Secret>(app.Namespace, name, cancellationToken);
            var password = SecretContent.Password(named);
            var own = Key(context, copy: null, keepsCopy: false);
            return new ObservedSecret(
                password is null
                    ? null
                    : new AppSecret(new Passwords(password), SecretContent.ApiKey(named), SecretContent.Digest(named!)) { GeneratedKey = own.Value },
                Exists: true,
                PasswordOrigin.Kept,
                own);
        }

        var secret = Own(app, Names.GeneratedSecret(app));
        var (kept, isProven) = SecretContent.Read(secret);
        var (passwords, origin) = PasswordRecovery.Decide(
            kept, isProven, InUse(app), context.Entity.Status?.LastHandledRotatePassword, context.FreshPassword);
        var key = Key(context, SecretContent.ApiKey(secret), keepsCopy: true);
        return new ObservedSecret(new AppSecret(passwords, null, null) { GeneratedKey = key.Value }, secret is not null, origin, key);
    }

    private ObservedApiKey Key(ReconcileContext context, string? copy, bool keepsCopy) =>
        ObservedApiKey.Of(SecretContent.ApiKey(Own(context.App, Names.ApiAuth(context.App))), copy, keepsCopy, context.FreshApiKey);

    private PasswordsInUse InUse(AppIdentity app)
    {
        var file = Own(app, Names.RedisAuth(app))?.Data?.TryGetValue(AuthFile.Name, out var text) == true ? Encoding.UTF8.GetString(text) : "";
        return new PasswordsInUse(
            AuthFile.Read(file),
            Template(app, Names.Redis) is not null,
            Math.Max(PodTemplates.PasswordVersionOf(Template(app, Names.Api)), PodTemplates.PasswordVersionOf(Template(app, Names.Worker))),
            PodTemplates.PasswordVersionOf(Template(app, Names.Redis)));
    }

    private V1Secret? Own(AppIdentity app, string name) =>
        stores.Secrets.Get(new NamespacedName(app.Namespace, name)) is { } secret && Ownership.IsOwned(secret.Metadata, app) ? secret : null;

    private V1PodTemplateSpec? Template(AppIdentity app, string component) =>
        stores.Deployments.Get(new NamespacedName(app.Namespace, Names.Component(app, component)))?.Spec.Template;
}
