using System.Text;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Execute.Children;
using October.Operator.Gather.Secrets;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <summary>Creates the app's Secret. One that is there after all, as the stores may be older than this operator's last life, is left as it is.</summary>
internal sealed class CreateSecretHandler(IKubeApi api, Stores stores) : StepHandler<CreateSecret>
{
    /// <inheritdoc/>
    /// <exception cref="NameClashException">It is there, and another's.</exception>
    /// <exception cref="SecretExistsException">It is there: what was decided on the fresh password must not be done.</exception>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, CreateSecret step, CancellationToken cancellationToken)
    {
        var name = Names.GeneratedSecret(context.App);
        try
        {
            var secret = await api.CreateAsync(
                new V1Secret
                {
                    ApiVersion = "v1",
                    Kind = "Secret",
                    Metadata = Meta.Of(context.App, name),
                    Type = "Opaque",
                    Data = SecretContent.Data(step.Passwords, step.ApiKey)
                        .Where(pair => pair.Value.Length > 0)
                        .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value)),
                },
                cancellationToken);
            stores.Secrets.Upsert(secret, out _);
            return null;
        }
        catch (KubeApiException exception) when (exception.IsAlreadyExists)
        {
            // A webhook may give its denial any reason.
            if (await api.GetAsync<V1Secret>(context.App.Namespace, name, cancellationToken) is not { } existing)
                throw;
            if (NameClashException.With(existing, context.App) is { } clash)
                throw clash;
            stores.Secrets.Upsert(existing, out _);
            throw new SecretExistsException(name);
        }
    }
}
