using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using October.LocalCluster.Controllers.Collection;
using October.LocalCluster.Controllers.Machinery;
using October.LocalCluster.Controllers.Namespaces;
using October.LocalCluster.Http;
using October.LocalCluster.Objects;

namespace October.Conformance.Replay;

/// <summary>The server under test with the controllers that ran while the recordings were made.</summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private readonly ApiServer _server = new(new ApiServerOptions { Seed = 1 });
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    private ReplayServer()
    {
    }

    /// <summary>Sends what was recorded, with the credentials that were recorded.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Makes and clears away what a scenario needs.</summary>
    public HttpClient Administrator { get; private set; } = null!;

    public string Authority => new Uri(_server.Url).Authority;

    public string Token => _server.Token;

    /// <summary>Forgets all history, as a restart of the real server does.</summary>
    public void DiscardHistory() => _server.Store.Compact();

    public static async Task<ReplayServer> StartAsync(CancellationToken token)
    {
        var replay = new ReplayServer();
        await replay._server.StartAsync(token);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(replay._server.CertificateAuthority) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        replay.Http = new HttpClient(handler) { BaseAddress = new Uri(replay._server.Url), Timeout = TimeSpan.FromSeconds(15) };
        replay.Administrator = new HttpClient(handler, disposeHandler: false) { BaseAddress = new Uri(replay._server.Url), Timeout = TimeSpan.FromSeconds(15) };
        replay.Administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", replay.Token);
        var caches = new CacheSet(replay._server.ClientFor("conformance"), TimeProvider.System, NullLogger.Instance);
        var events = new EventRecorder(replay._server.ClientFor("conformance"), TimeProvider.System, new IdSource(2), NullLogger.Instance);
        ControllerContext Context()
        {
            // One binary, one name, in the recorded cluster.
            var client = replay._server.ClientFor("kube-controller-manager");
            return new ControllerContext(client, caches, events, new WriteExecutor(client, caches, events), TimeProvider.System, NullLogger.Instance);
        }

        replay.Run(new GarbageCollector(Context()).RunAsync);
        replay.Run(new NamespaceController(Context()).RunAsync);
        replay.Run(new ServiceAccountController(Context()).RunAsync);
        return replay;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        Http.Dispose();
        Administrator.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    private void Run(Func<CancellationToken, Task> work) => _running.Add(Task.Run(async () =>
    {
        try
        {
            await work(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The end of the replay.
        }
    }));
}
