using System.Security.Cryptography;
using System.Text.Json.Nodes;
using October.LocalCluster.Client;
using October.LocalCluster.Deletion;
using October.LocalCluster.Kinds;
using October.LocalCluster.Nodes;
using October.LocalCluster.Objects;
using October.LocalCluster.Requests;
using October.LocalCluster.Storage;

namespace October.LocalCluster.Http;

/// <summary>
/// The API server of the local cluster.
/// <code>
/// await using var server = new ApiServer(new ApiServerOptions { Port = 0 });
/// await server.StartAsync();                            // listens with TLS on loopback; not needed for in-process use
/// IClusterClient client = server.ClientFor("deployment-controller");
/// // for a kubeconfig: server.Url, server.CertificateAuthority (PEM), server.Token; or server.Kubeconfig() as YAML
/// </code>
/// </summary>
public sealed class ApiServer
{
    private static readonly string[] FirstNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private readonly RequestPipeline _pipeline;
    private IKubelet? _kubelet;

    /// <summary>Builds the server with the built-in kinds and the first namespaces; it serves in-process clients at once.</summary>
    public ApiServer(ApiServerOptions options)
    {
        _kubelet = options.Kubelet;
        Token = options.Token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var around = new Surroundings(options.Time, new IdSource(options.Seed));
        Store = new MemoryStore();
        Kinds = new KindRegistry(BuiltInKinds.Create(new StrategyTable()));
        var reads = new ReadVerbs(Store, around);
        var writes = new WriteVerbs(Store, around, new Admission(Store));
        var deletes = new DeleteVerbs(Store, around, reads);
        var subresources = new SubresourceVerbs(reads, writes, new PodSubresources(writes, deletes, () => _kubelet));
        _pipeline = new RequestPipeline(Kinds, new ResourceVerbs(reads, writes, deletes, subresources), options.Interceptor ?? new NoInterception());
        foreach (var name in FirstNamespaces)
            CreateNamespace(writes, name);
    }

    /// <summary>The bearer token of the administrator.</summary>
    public string Token { get; }

    internal IObjectStore Store { get; }

    internal KindRegistry Kinds { get; }

    /// <summary>A client for code in this process. Its writes are recorded under the field manager.</summary>
    public IClusterClient ClientFor(string fieldManager) => new InProcessClient(_pipeline, fieldManager);

    /// <summary>Sets the node that answers pod logs.</summary>
    public void AttachKubelet(IKubelet kubelet) => _kubelet = kubelet;

    /// <summary>Handles one request, as the HTTP endpoint does.</summary>
    public Task<ApiResponse> ExecuteAsync(ApiRequest request, CancellationToken token = default) => _pipeline.ExecuteAsync(request, token);

    private void CreateNamespace(WriteVerbs writes, string name)
    {
        var kind = Kinds.Find("", "v1", "namespaces")!;
        var request = new ApiRequest { Method = "POST", Path = "/api/v1/namespaces", UserAgent = "kube-apiserver" };
        writes.Create(new ResourceRequest(request, kind, null, null, ""), new JsonObject
        {
            ["kind"] = kind.Kind,
            ["apiVersion"] = kind.ApiVersion,
            ["metadata"] = new JsonObject { ["name"] = name },
        });
    }
}
