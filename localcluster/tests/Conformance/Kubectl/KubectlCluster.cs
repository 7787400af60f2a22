using October.Conformance.Replay;
using October.LocalCluster.Host;

namespace October.Conformance.Kubectl;

/// <summary>A whole cluster with one node, as the command lines were recorded on; its containers are simulated.</summary>
internal sealed class KubectlCluster : IReplayServer, IAsyncDisposable
{
    private readonly LocalClusterHost _host;

    private KubectlCluster(LocalClusterHost host)
    {
        _host = host;
        (Http, Administrator) = ReplayClients.Create(host.Server);
    }

    public HttpClient Http { get; }

    public HttpClient Administrator { get; }

    public string Authority => new Uri(_host.Server.Url).Authority;

    public string Token => _host.Server.Token;

    public static async Task<KubectlCluster> StartAsync(CancellationToken cancellationToken) =>
        new(await LocalClusterHost.StartAsync(new LocalClusterOptions { Node = NodeKind.Simulated, StorageClass = null, Seed = 1 }, cancellationToken));

    public void DiscardHistory() => _host.Server.Store.Compact();

    /// <summary>A kubeconfig whose only context points here.</summary>
    public string Kubeconfig(string ns) => _host.Server.Kubeconfig().Replace("namespace: default", $"namespace: {ns}", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Administrator.Dispose();
        await _host.DisposeAsync();
    }
}
