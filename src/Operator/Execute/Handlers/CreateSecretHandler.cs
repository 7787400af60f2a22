using System.Text;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Execute.Children;
using October.Operator.Gather.Secrets;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <summary>Creates the app's Secret. One that is there after all is left as it is.</summary>
internal sealed class CreateSecretHandler(IKubeApi api, Stores stores) : StepHandler<CreateSecret>
{
    /// <inheritdoc/>
    /// <exception cref="NameClashException">It is there, and another's.</exception>
    /// <exception cref="SecretExistsException">It is there: what was decided on the fresh password must not be done.</exception>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, CreateSecret step, CancellationToken cancellationToken)
    {
        var name = Names.GeneratedSecret(context.App);
        var secret = new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = Meta.Of(context.App, name),
            Type = "Opaque",
            Data = SecretContent.Data(step.Passwords, step.ApiKey)
                .Where(pair => pair.Value.Length > 0)
                .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value)),
        };
        if (!await api.TryCreateAsync(secret, context.App, stores.Secrets, cancellationToken))
            throw new SecretExistsException(name);
        return null;
    }
}
