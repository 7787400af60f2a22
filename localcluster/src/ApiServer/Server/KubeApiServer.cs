using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using October.LocalCluster.ApiServer.Admission;
using October.LocalCluster.ApiServer.Authentication;
using October.LocalCluster.ApiServer.Authorization;
using October.LocalCluster.ApiServer.BuiltInControllers;
using October.LocalCluster.ApiServer.Discovery;
using October.LocalCluster.ApiServer.Http;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.OpenApi;
using October.LocalCluster.ApiServer.Pipeline;
using October.LocalCluster.ApiServer.Presentation;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ApiServer.Verbs;
using Yarp.ReverseProxy.Forwarder;

namespace October.LocalCluster.ApiServer.Server;

/// <summary>
/// The API server of the local cluster.
/// <code>
/// await using var server = new KubeApiServer(new KubeApiServerOptions { Port = 0 });
/// await server.StartAsync();                            // listens with TLS on loopback; not needed for in-process use
/// IClusterClient client = server.ClientFor("deployment-controller");
/// // for a kubeconfig: server.Url, server.CertificateAuthority (PEM), server.Token; or server.Kubeconfig() as YAML
/// </code>
/// </summary>
public sealed class KubeApiServer : IAsyncDisposable
{
    private static readonly string[] FirstNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private readonly RequestPipeline _pipeline;
    private readonly KubeApiServerOptions _options;
    private readonly AccountTokens _accounts;
    private readonly TokenAuthenticator _authenticator;
    private readonly Impersonation _impersonation;
    private WebApplication? _host;
    private LocalCertificates? _certificates;
    private ProxyForwarder? _proxy;
    private IKubelet? _kubelet;
    private MetricsResources? _metrics;

    /// <summary>
    /// Builds the server with the built-in kinds, those of stored definitions, and the first namespaces; it serves in-process clients at once.
    /// </summary>
    public KubeApiServer(KubeApiServerOptions options)
    {
        _options = options;
        _kubelet = options.Kubelet;
        Token = options.Token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var serverContext = new ServerContext(options.Time, new IdSource(options.Seed), options.ServiceNetwork);
        Store = options.Store ?? new MemoryStore();
        Kinds = new KindRegistry(BuiltInKinds.Create(new StrategyTable()));
        _accounts = new AccountTokens(Store, options.Time);
        _authenticator = new TokenAuthenticator(Token, _accounts);
        var reads = new ReadVerbs(Store, Kinds, serverContext);
        var hooks = new CommitHooks();
        var writes = new WriteVerbs(Store, serverContext, new NamespaceLifecycle(Store, options.Webhook), hooks);
        var deletes = new DeleteVerbs(Store, serverContext, reads, hooks);
        hooks.Add(new ResourceQuotaController(Store, Kinds, writes).OnCommit);
        var definitions = new CustomResourceDefinitionController(Store, Kinds, writes, deletes, serverContext);
        hooks.Add(definitions.OnCommit);
        var subresources = new SubresourceVerbs(
            reads, writes, new PodSubresources(Kinds, writes, () => _kubelet, serverContext), new Evictions(Store, writes, deletes, Kinds, serverContext),
            new TokenRequests(Store, _accounts, serverContext), new ProxyTargets(reads, Store), new NodeEndpoints(reads, Store));
        var roles = new RoleAuthorizer(Store);
        _impersonation = new Impersonation(roles);
        var presenter = new Presenter(new TableBuilder(options.Time));
        var discovery = new DiscoveryEndpoints(new DiscoveryDocuments(Kinds), () => _host is null ? "localhost" : new Uri(Url).Authority);
        var computed = new ComputedResources(new AccessReviews(roles, _authenticator, serverContext), () => _metrics);
        _pipeline = new RequestPipeline(
            Store, Kinds, new ResourceVerbs(reads, writes, new PatchVerbs(writes), deletes, subresources, computed, presenter), discovery,
            new OpenApiEndpoints(Kinds),
            new AuthorizationFilter(Kinds, roles), options.Interceptor ?? new NoInterception());
        definitions.RegisterStored();
        foreach (var name in FirstNamespaces.Where(name => Store.Get("/namespaces", new ObjectKey("", name)) is null))
            CreateNamespace(writes, name);
    }

    /// <summary>The bearer token of the administrator.</summary>
    public string Token { get; }

    /// <summary>Where it listens, for example <c>https://127.0.0.1:6443</c>.</summary>
    /// <exception cref="InvalidOperationException">The server does not listen yet.</exception>
    public string Url => _host?.Urls.First() ?? throw new InvalidOperationException("Call StartAsync first: the server does not listen yet.");

    /// <summary>The certificate authority that clients trust, as PEM.</summary>
    /// <exception cref="InvalidOperationException">The server does not listen yet.</exception>
    public string CertificateAuthority =>
        _certificates?.AuthorityPem ?? throw new InvalidOperationException("Call StartAsync first: the certificates are made when the server starts.");

    internal IObjectStore Store { get; }

    internal KindRegistry Kinds { get; }

    /// <summary>The user of a bearer token; null when it is not valid.</summary>
    internal Task<Identity?> AuthenticateAsync(string token) => _authenticator.FindAsync(token);

    /// <summary>A client for code in this process. Its writes are recorded under the field manager.</summary>
    public IClusterClient ClientFor(string fieldManager) => new InProcessClient(_pipeline, fieldManager);

    /// <summary>
    /// The same for HTTP clients in this process: answers requests without a socket. Give it to a client as its innermost handler, and <see cref="Token"/> to
    /// its requests.
    /// </summary>
    public HttpMessageHandler CreateHandler() => new InProcessHandler(_pipeline, _authenticator, _impersonation);

    /// <summary>Sets the node that answers pod logs.</summary>
    public void AttachKubelet(IKubelet kubelet) => _kubelet = kubelet;

    /// <summary>Forgets all history, as a server does in time: watches and lists at an older resourceVersion are answered 410.</summary>
    public void DiscardHistory() => Store.Compact();

    /// <summary>Serves <c>metrics.k8s.io</c> from now on.</summary>
    internal void ServeMetrics(UsageSampler sampler)
    {
        _metrics = new MetricsResources(sampler);
        foreach (var kind in MetricsResources.Kinds)
            Kinds.Replace(kind.Group, kind.Plural, [kind]);
    }

    /// <summary>Handles one request, as the HTTP endpoint does.</summary>
    public Task<ApiResponse> ExecuteAsync(ApiRequest request, CancellationToken cancellationToken = default) =>
        _pipeline.ExecuteAsync(request, cancellationToken);

    /// <summary>Listens on the loopback address with TLS.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var address = IPAddress.Parse(_options.Address);
        _certificates = LocalCertificates.Create(address, TimeProvider.System.GetUtcNow());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // What a pod answers passes byte by byte, whatever its encoding is.
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(address, _options.Port, listen => listen.UseHttps(_certificates.Server));
        });
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddHttpForwarder();
        var host = builder.Build();
        _proxy = new ProxyForwarder(host.Services.GetRequiredService<IHttpForwarder>());
        var adapter = new HttpAdapter(_pipeline, _authenticator, _impersonation, _proxy, host.Lifetime.ApplicationStopping);
        host.UseWebSockets();
        host.Run(adapter.HandleAsync);
        await host.StartAsync(cancellationToken);
        _host = host;
    }

    /// <summary>A kubeconfig for the administrator, as YAML. Keep it private: the token runs code on this machine.</summary>
    public string Kubeconfig(string name = "october") => KubeconfigText.WithToken(name, Url, CertificateAuthority, Token, "default");

    /// <summary>A kubeconfig for a ServiceAccount, as YAML, with a token of its own (TokenRequest); as private as the account is powerful.</summary>
    /// <exception cref="ApiStatusException">404: there is no such account.</exception>
    public async Task<string> KubeconfigForAsync(string ns, string serviceAccount, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        var granted = await ClientFor("kubeconfig").CreateAsync(
            new ResourceType("", "v1", "serviceaccounts"),
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = serviceAccount, ["namespace"] = ns },
                ["spec"] = new JsonObject { ["expirationSeconds"] = (long)lifetime.TotalSeconds },
            },
            "token", cancellationToken);
        return KubeconfigText.WithToken(serviceAccount, Url, CertificateAuthority, granted.StringAt("status", "token")!, ns);
    }

    /// <summary>Stops listening and ends all watches.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            // Ends the watches first; whatever is still open after that is cut.
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
            try
            {
                await _host.StopAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                // Not ended in time, as on a busy machine.
            }

            await _host.DisposeAsync();
        }

        _proxy?.Dispose();
        _certificates?.Server.Dispose();
        _accounts.Dispose();
    }

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
