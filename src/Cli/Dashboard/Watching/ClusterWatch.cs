using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using October.Crd;
using October.Runtime.Api;
using October.Runtime.Engine;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Cli.Dashboard.Watching;

/// <summary>The apps of one namespace or of all, and their pods, as the API server has them.</summary>
internal sealed class ClusterWatch
{
    private readonly Kubernetes _client;
    private readonly ConnectionMonitor _connection;
    private readonly PingPolicy _ping;
    private readonly TimeProvider _time;
    private readonly Informer<V1OctoberApp> _apps;
    private readonly Informer<V1Pod> _pods;

    /// <param name="client">Connection and credentials; its requests go through an <see cref="ObservingHandler"/>.</param>
    /// <param name="connection">Where losses are reported.</param>
    /// <param name="ns">One namespace; null for all.</param>
    /// <param name="ping">How an outage is noticed.</param>
    /// <param name="time">For pauses.</param>
    public ClusterWatch(Kubernetes client, ConnectionMonitor connection, string? ns, PingPolicy ping, TimeProvider time)
    {
        (_client, _connection, _ping, _time) = (client, connection, ping, time);
        KubeJson.Register(OctoberJson.Types);
        var services = new RuntimeServices(
            new KubeApi(client, time, "october-dashboard"),
            time,
            Random.Shared.NextDouble,
            new RuntimeMetrics(Prometheus.Metrics.NewCustomRegistry()),
            NullLoggerFactory.Instance);
        var options = new InformerOptions
        {
            Namespaces = ns is null ? [] : [ns],
            Transform = Reduce,
            MinWatch = ping.Watch * 2 / 3,
            MaxWatch = ping.Watch,
            MaxBackoff = TimeSpan.FromSeconds(5),
        };
        _apps = new Informer<V1OctoberApp>(options, services) { Changed = _ => Changed?.Invoke() };
        _pods = new Informer<V1Pod>(options with { LabelSelector = "october.dev/app" }, services, GroupOf) { Changed = _ => Changed?.Invoke() };
    }

    /// <summary>Called after each change, on any thread.</summary>
    public Action? Changed { get; set; }

    /// <summary>The first list of apps is in.</summary>
    public Task Synced => _apps.Synced;

    /// <summary>The apps, by namespace and name.</summary>
    public IEnumerable<V1OctoberApp> Apps => _apps.Store.All().OrderBy(Key, StringComparer.Ordinal);

    /// <summary>Namespace and name, as one text.</summary>
    public static string Key(V1OctoberApp app) => $"{app.Metadata.NamespaceProperty}/{app.Metadata.Name}";

    /// <summary>The pods of an app.</summary>
    public IReadOnlyList<V1Pod> PodsOf(string key) => _pods.Store.InGroup(key);

    /// <summary>
    /// Watches until cancelled. After an outage it lists anew: a watch whose connection hangs would otherwise say nothing for minutes, as if all were well.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = Task.WhenAll(_apps.RunAsync(round.Token), _pods.RunAsync(round.Token));
            await OutageAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await round.CancelAsync();
            await watching;
        }
    }

    /// <summary>Returns after the end of the next outage.</summary>
    private async Task OutageAsync(CancellationToken cancellationToken)
    {
        for (var lost = false; ; await Task.Delay(_ping.Interval, _time, cancellationToken))
        {
            var answered = await PingAsync(cancellationToken);
            if (answered && lost)
                return;
            lost |= !answered;
        }
    }

    private async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_ping.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_client.BaseUri, "version"));
            if (_client.Credentials is { } credentials)
                await credentials.ProcessHttpRequestAsync(request, either.Token);
            using var response = await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _connection.Failed(ObservingHandler.Server, $"no answer within {_ping.Timeout.TotalSeconds:0} s");
            return false;
        }
        // Such as a program that a kubeconfig names for credentials, and that fails: it may succeed again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _connection.Failed(ObservingHandler.Server, exception.Message);
            return false;
        }
    }

    private static string? GroupOf(V1Pod pod) =>
        pod.Metadata.Labels?.TryGetValue("october.dev/app", out var app) == true ? $"{pod.Metadata.NamespaceProperty}/{app}" : null;

    /// <summary>Nobody here reads who owns a field, and values of environment variables are none of a dashboard's business.</summary>
    private static void Reduce(IKubernetesObject<V1ObjectMeta> entity)
    {
        entity.Metadata.ManagedFields = null;
        foreach (var container in (entity as V1Pod)?.Spec?.Containers ?? [])
            (container.Env, container.EnvFrom) = (null, null);
    }
}
