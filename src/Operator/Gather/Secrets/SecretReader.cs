using k8s.Models;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;
using October.Runtime.Api;

namespace October.Operator.Gather.Secrets;

/// <summary>Reads an app's Secret: the one that the user names, or the generated one.</summary>
internal sealed class SecretReader(IKubeApi api, Stores stores)
{
    /// <summary>What the operator needs of it.</summary>
    /// <returns>The content, null when the user names a Secret that is missing or lacks its password; and false when the generated one is yet to be
    /// created.</returns>
    public async Task<(AppSecret? Secret, bool Exists)> ReadAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var app = context.App;
        if (context.Current.SecretName is { } name)
        {
            var named = await api.GetAsync<V1Secret>(app.Namespace, name, cancellationToken);
            var password = SecretContent.Password(named);
            return (password is null ? null : new AppSecret(new Passwords(password), SecretContent.ApiKey(named), SecretContent.Digest(named!)), true);
        }

        if (stores.Secrets.Get(new NamespacedName(app.Namespace, Names.GeneratedSecret(app))) is not { } secret)
            return (new AppSecret(new Passwords(context.FreshPassword), null, null), false);
        return (SecretContent.Passwords(secret) is { } passwords ? new AppSecret(passwords, SecretContent.ApiKey(secret), null) : null, true);
    }
}
