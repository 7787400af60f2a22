using Microsoft.Extensions.Logging.Abstractions;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Server;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Controllers.GarbageCollection;
using October.LocalCluster.Controllers.Namespaces;
using October.LocalCluster.Controllers.Volumes;

namespace October.Conformance.Replay;

/// <summary>The server under test with the controllers that ran while the recordings were made.</summary>
internal sealed class ReplayServer : IReplayServer, IAsyncDisposable
{
    private readonly KubeApiServer _server = new(new KubeApiServerOptions { Seed = 1 });
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    private ReplayServer()
    {
    }

    public HttpClient Http { get; private set; } = null!;

    public HttpClient Administrator { get; private set; } = null!;

    public string Authority => new Uri(_server.Url).Authority;

    public string Token => _server.Token;

    public void DiscardHistory() => _server.Store.Compact();

    public static async Task<ReplayServer> StartAsync(CancellationToken cancellationToken)
    {
        var replay = new ReplayServer();
        await replay._server.StartAsync(cancellationToken);
        (replay.Http, replay.Administrator) = ReplayClients.Create(replay._server);
        var informers = new InformerFactory(replay._server.ClientFor("conformance"), TimeProvider.System, NullLogger.Instance);
        var events = new EventRecorder(replay._server.ClientFor("conformance"), TimeProvider.System, new IdSource(2), NullLogger.Instance);
        ControllerContext Context()
        {
            // One binary, one name, in the recorded cluster.
            var client = replay._server.ClientFor("kube-controller-manager");
            return new ControllerContext(client, informers, events, new WriteExecutor(client, informers, events), TimeProvider.System, NullLogger.Instance);
        }

        replay.Run(new GarbageCollector(Context()).RunAsync);
        replay.Run(new NamespaceController(Context()).RunAsync);
        replay.Run(new ServiceAccountController(Context()).RunAsync);
        replay.Run(new ClaimController(Context(), binds: false).RunAsync);
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
