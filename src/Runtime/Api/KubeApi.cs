using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Metrics;

namespace October.Runtime.Api;

/// <summary>
/// <see cref="IKubeApi"/> over KubernetesClient's connection and credentials, and not by its own requests: its watch loses errors and does not notice a
/// connection that hangs.
/// </summary>
/// <param name="client">Connection and credentials.</param>
/// <param name="time">For timeouts.</param>
/// <param name="userAgent">How requests name their sender in the API server's audit log.</param>
/// <param name="metrics">Where requests are counted; null for nowhere.</param>
public sealed class KubeApi(Kubernetes client, TimeProvider time, string userAgent, RuntimeMetrics? metrics = null) : IKubeApi
{
    // Small enough that a page in memory, several kinds at once and each object as large as one can be, is not what decides the size of the process.
    private const int PageSize = 25;
    private const int LongestLog = 256 * 1024;
    private static readonly TimeSpan IdleGrace = TimeSpan.FromSeconds(10);
    private readonly KubeRequests _requests = new(client, time, userAgent, metrics);

    /// <inheritdoc/>
    public async Task<KubeList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var items = new List<T>();
        var unreadable = new List<UnreadableObject>();
        string? next = null;
        while (true)
        {
            var query = $"?limit={PageSize}{Selector("label", options.LabelSelector)}{Selector("field", options.FieldSelector)}"
                + (next is null ? "" : "&continue=" + Uri.EscapeDataString(next));
            var path = KubeKind.Of(typeof(T)).Path(options.Namespace) + query;
            using var page = await PageRetry.RunAsync(
                () => _requests.SendAsync(HttpMethod.Get, path, null, null, "LIST", cancellationToken), isFirst: next is null, time, cancellationToken);
            var list = page.RootElement;
            // Go writes a list without items as null.
            foreach (var item in list.GetProperty("items") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray() : [])
            {
                if (!UnreadableObject.TryRead<T>(item, out var entity, out var why))
                {
                    unreadable.Add(why);
                    continue;
                }

                options.Transform?.Invoke(entity);
                items.Add(entity);
            }

            var metadata = list.GetProperty("metadata");
            next = metadata.TryGetProperty("continue", out var more) ? more.GetString() : null;
            if (string.IsNullOrEmpty(next))
            {
                // The metrics API measures, and has no versions.
                var version = metadata.TryGetProperty("resourceVersion", out var one) ? one.GetString() : null;
                return new KubeList<T>(version ?? "", items) { Unreadable = unreadable };
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchLine> WatchAsync<T>(
        string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var path = KubeKind.Of(typeof(T)).Path(ns)
            + $"?watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(resourceVersion)}"
            + $"&timeoutSeconds={(int)timeout.TotalSeconds}{Selector("label", labelSelector)}";
        // A half-open connection never ends by itself: past the server's own deadline, plus grace, it is dead.
        using var deadline = new CancellationTokenSource(timeout + IdleGrace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var response = await _requests.SendRawAsync(HttpMethod.Get, path, null, null, "WATCH", either.Token);
        await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
        await foreach (var line in WatchLines.ReadAsync(stream, cancellationToken, either.Token))
            yield return line;
    }

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(string? ns, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => FindAsync<T>(ns, name, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken cancellationToken, bool force = true)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var metadata = intent["metadata"]!;
        var path = KubeKind.Of(typeof(T)).Path((string?)metadata["namespace"], (string)metadata["name"]!, subresource)
            + $"?fieldManager={Uri.EscapeDataString(fieldManager)}&force={(force ? "true" : "false")}";
        return _requests.SendAsync<T>(HttpMethod.Patch, path, GoJson.Write(intent), "application/apply-patch+yaml", cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> =>
        _requests.SendAsync<T>(
            HttpMethod.Post,
            KubeKind.Of(typeof(T)).Path(entity.Metadata.NamespaceProperty),
            GoJson.Write(KubeJson.Node(entity)),
            "application/json",
            cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> =>
        _requests.SendAsync<T>(
            HttpMethod.Put,
            KubeKind.Of(typeof(T)).Path(entity.Metadata.NamespaceProperty, entity.Metadata.Name),
            KubeJson.Write(entity),
            "application/json",
            cancellationToken);

    /// <inheritdoc/>
    public Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> =>
        _requests.SendAsync<T>(HttpMethod.Patch, KubeKind.Of(typeof(T)).Path(ns, name), patch.ToJsonString(), "application/json-patch+json", cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["propagationPolicy"] = "Background",
            ["preconditions"] = new JsonObject { ["uid"] = entity.Metadata.Uid },
        };
        try
        {
            using var _ = await _requests.SendAsync(
                HttpMethod.Delete,
                KubeKind.Of(typeof(T)).Path(entity.Metadata.NamespaceProperty, entity.Metadata.Name),
                options.ToJsonString(),
                "application/json",
                "DELETE",
                cancellationToken);
        }
        catch (KubeApiException exception) when (exception.IsNotFound || exception.Reason == "Conflict")
        {
            // Gone already, or another object now has the name: either way ours is no more. A webhook may give its denial these, too.
            if (await FindAsync<T>(entity.Metadata.NamespaceProperty, entity.Metadata.Name, cancellationToken) is { } live
                && live.Metadata.Uid == entity.Metadata.Uid)
                throw;
        }
    }

    /// <inheritdoc/>
    public async Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellationToken)
    {
        var path = KubeKind.Of(typeof(V1Pod)).Path(ns, pod, "log")
            + $"?container={Uri.EscapeDataString(container)}&tailLines={tailLines}&limitBytes={LongestLog}{(previous ? "&previous=true" : "")}";
        try
        {
            return await _requests.SendAsync(HttpMethod.Get, path, null, null, "GET", ReadLogAsync, cancellationToken);
        }
        catch (KubeApiException exception) when ((int)exception.Code < 500)
        {
            return "";
        }
    }

    private async Task<T?> FindAsync<T>(string? ns, string name, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await _requests.SendAsync<T>(HttpMethod.Get, KubeKind.Of(typeof(T)).Path(ns, name), null, null, cancellationToken);
        }
        catch (KubeApiException exception) when (exception.IsNotFound)
        {
            return default;
        }
    }

    /// <summary>Whatever the other side makes of the limit.</summary>
    private static async Task<string> ReadLogAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        var text = new char[LongestLog];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken));
    }

    private static string Selector(string kind, string? selector) => selector is null ? "" : $"&{kind}Selector={Uri.EscapeDataString(selector)}";
}
