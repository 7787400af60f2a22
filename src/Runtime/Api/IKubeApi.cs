using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace October.Runtime.Api;

/// <summary>All requests of the runtime to the API server; the only place where it is reached.</summary>
public interface IKubeApi
{
    /// <summary>Lists everything that matches, over as many pages as it takes.</summary>
    /// <exception cref="KubeApiException">The server refused it.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer in time.</exception>
    Task<KubeList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Opens one watch; ends when the server closes it or nothing came before the idle deadline.</summary>
    /// <exception cref="KubeApiException">The server refused it, for example because the version is too old.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    IAsyncEnumerable<WatchLine> WatchAsync<T>(string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Reads one object; null when there is none.</summary>
    /// <exception cref="KubeApiException">The server refused it.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer in time.</exception>
    Task<T?> GetAsync<T>(string? ns, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Server-side apply; by default forces conflicts, as controllers should with what is theirs.</summary>
    /// <param name="intent">Exactly the fields that we have an opinion on, with apiVersion, kind and name.</param>
    /// <param name="fieldManager">Who owns these fields.</param>
    /// <param name="subresource">For example <c>status</c>; null for the object itself.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="force">False fails with 409 where another field manager has set something else.</param>
    /// <exception cref="KubeApiException">The server refused it; 409 when another has changed it.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer in time.</exception>
    Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken cancellationToken, bool force = true)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates an object.</summary>
    /// <exception cref="KubeApiException">The server refused it; <see cref="KubeApiException.IsAlreadyExists"/> when the name is taken.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer in time.</exception>
    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces an object; its resourceVersion makes the write optimistic.</summary>
    /// <exception cref="KubeApiException">The server refused it; 409 when another has changed it.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer in time.</exception>
    Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Applies a JSON patch (RFC 6902).</summary>
    /// <exception cref="KubeApiException">The server refused it; 409 when another has changed it.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer in time.</exception>
    Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes exactly this object: a re-created one of the same name is left alone. A missing one is fine.</summary>
    /// <exception cref="KubeApiException">The server refused it, and the object is still there.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer in time.</exception>
    Task DeleteAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>;

    /// <summary>The last lines of a container's log, their first 256 KiB; empty when there is none.</summary>
    /// <exception cref="KubeApiException">The server does not reach the kubelet.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer in time.</exception>
    Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellationToken);
}
