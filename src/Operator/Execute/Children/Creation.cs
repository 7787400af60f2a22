using k8s;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Operator.Execute.Children;

/// <summary>Creates an object, or finds what was created before a restart, which the stores may not have yet.</summary>
internal static class Creation
{
    /// <summary>Creates an object, unless the app has it; the store has it then.</summary>
    /// <returns>False when it was there.</returns>
    /// <exception cref="NameClashException">One of its name is there, and another's.</exception>
    public static async Task<bool> TryCreateAsync<T>(this IKubeApi api, T wanted, AppIdentity app, Store<T> store, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            store.Upsert(await api.CreateAsync(wanted, cancellationToken), out _);
            return true;
        }
        catch (KubeApiException exception) when (exception.IsAlreadyExists)
        {
            // A webhook may give its denial any reason.
            if (await api.GetAsync<T>(app.Namespace, wanted.Metadata.Name, cancellationToken) is not { } existing)
                throw;
            if (NameClashException.With(existing, app) is { } clash)
                throw clash;
            store.Upsert(existing, out _);
            return false;
        }
    }
}
