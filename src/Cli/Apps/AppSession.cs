using System.Text.Json.Nodes;
using k8s.Models;
using October.Cli.Cluster;
using October.Crd;

namespace October.Cli.Apps;

/// <summary>One app on one cluster.</summary>
internal sealed class AppSession(ClusterApi api, string ns, string name) : IDisposable
{
    public ClusterApi Api => api;

    public string Namespace => ns;

    public string Name => name;

    /// <summary>Reads the app.</summary>
    /// <exception cref="CliException">There is no such app.</exception>
    public async Task<V1OctoberApp> ReadAsync(CancellationToken cancellationToken) =>
        await api.ReadAppAsync(ns, name, cancellationToken) ?? throw new CliException($"there is no OctoberApp {name} in namespace {ns}");

    /// <summary>The app's kept revisions, oldest first.</summary>
    public async Task<IReadOnlyList<V1ControllerRevision>> RevisionsAsync(CancellationToken cancellationToken)
    {
        var app = await ReadAsync(cancellationToken);
        var list = await ListAsync<V1ControllerRevision>($"apis/apps/v1/namespaces/{ns}/controllerrevisions", cancellationToken);
        return
        [
            .. list.Where(revision => revision.Metadata.OwnerReferences?.Any(owner => owner.Uid == app.Metadata.Uid) == true)
                .OrderBy(revision => revision.Revision),
        ];
    }

    /// <summary>The app's pods, by name.</summary>
    public async Task<IReadOnlyList<V1Pod>> PodsAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync<V1Pod>($"api/v1/namespaces/{ns}/pods?labelSelector=october.dev%2Fapp%3D{name}", cancellationToken))
            .OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal)];

    /// <summary>Patches the app.</summary>
    public Task PatchAsync(JsonObject patch, CancellationToken cancellationToken) => api.PatchAsync(ClusterApi.AppPath(ns, name), patch, cancellationToken);

    public void Dispose() => api.Dispose();

    private async Task<IEnumerable<T>> ListAsync<T>(string path, CancellationToken cancellationToken)
    {
        var list = await api.GetAsync(path, cancellationToken);
        return list!["items"]!.AsArray().Select(item => OctoberJson.Read<T>(item!));
    }
}
