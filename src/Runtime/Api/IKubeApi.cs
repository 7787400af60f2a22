using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace October.Runtime.Api;

/// <summary>Everything that the runtime asks of the API server; the only place where it is reached.</summary>
/// <remarks>Refusals throw <see cref="KubeApiException"/>; transport errors throw <see cref="HttpRequestException"/>.</remarks>
public interface IKubeApi
{
    /// <summary>Lists everything that matches, over as many pages as it takes.</summary>
    Task<KubeList<T>> ListAsync<T>(string? ns, string? labelSelector, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Opens one watch; ends when the server closes it or nothing came before the idle deadline.</summary>
    IAsyncEnumerable<WatchLine> WatchAsync<T>(string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Reads one object; null when there is none.</summary>
    Task<T?> GetAsync<T>(string? ns, string name, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Server-side apply; by default forces conflicts, as controllers should with what is theirs.</summary>
    /// <param name="intent">Exactly the fields that we have an opinion on, with apiVersion, kind and name.</param>
    /// <param name="fieldManager">Who owns these fields.</param>
    /// <param name="subresource">For example <c>status</c>; null for the object itself.</param>
    /// <param name="token">Ends the call.</param>
    /// <param name="force">False fails with 409 where another field manager has set something else.</param>
    Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken token, bool force = true)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates an object.</summary>
    Task<T> CreateAsync<T>(T entity, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces an object; its resourceVersion makes the write optimistic.</summary>
    Task<T> ReplaceAsync<T>(T entity, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Applies a JSON patch (RFC 6902).</summary>
    Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes exactly this object: a re-created one of the same name is left alone. A missing one is fine.</summary>
    Task DeleteAsync<T>(T entity, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>The last lines of a container's log; empty when there is none.</summary>
    Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken token);
}
