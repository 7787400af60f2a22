using System.Text;
using System.Text.Json.Nodes;
using k8s;
using October.Cli.Cluster;
using October.Crd;
using October.LocalCluster.Host;
using October.Testing;

namespace October.Cli.Dashboard;

/// <summary>A dashboard of an API server that has the sample apps, without a node or an operator: nothing moves but what a test moves.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    private const string Crd = "config/crd/october.dev_octoberapps.yaml";
    private readonly List<IAsyncDisposable> _running = [];

    public LocalClusterHost Cluster { get; private set; } = null!;

    internal ClusterApi Admin { get; private set; } = null!;

    /// <summary>Of the administrator, who may do everything.</summary>
    internal TestPage Page { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Cluster = await LocalClusterHost.StartAsync(new LocalClusterOptions { Node = NodeKind.None });
        Admin = new ClusterApi(Client(Cluster.Kubeconfig));
        foreach (var item in Manifest.Read(RepositoryRoot.File(Crd)).Objects)
            await Admin.ApplyAsync(item, default);
        await Admin.AwaitKindAsync(default);
        await Admin.PostAsync("api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "shop" } }, default);
        foreach (var (app, pods) in Samples.At(TimeProvider.System.GetUtcNow()))
        {
            await CreateAsync(ClusterApi.AppPath("shop"), app);
            foreach (var pod in pods)
                await CreateAsync("api/v1/namespaces/shop/pods", pod);
        }

        Page = await StartAsync(Cluster.Kubeconfig, "shop");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _running)
            await one.DisposeAsync();
        Admin?.Dispose();
        await Cluster.DisposeAsync();
    }

    /// <summary>A dashboard of its own for whoever has this kubeconfig; it ends with the fixture.</summary>
    internal async Task<TestPage> StartAsync(string kubeconfig, string? ns, string? publicOrigin = null)
    {
        var started = await OwnPage.StartAsync(Client, kubeconfig, ns, publicOrigin);
        _running.Add(started);
        return started.Page;
    }

    /// <summary>A dashboard of the administrator, which the caller ends.</summary>
    internal Task<OwnPage> StartOwnAsync(string ns) => OwnPage.StartAsync(Client, Cluster.Kubeconfig, ns, null);

    /// <summary>Changes an app's status, as an operator does.</summary>
    internal Task SetStatusAsync(string app, JsonObject status) =>
        Admin.PatchAsync(ClusterApi.AppPath("shop", app) + "/status", new JsonObject { ["status"] = status }, default);

    /// <summary>Echoes the token of october.dev/retry of an app in its status, as an operator does, until cancelled.</summary>
    internal async Task EchoAsync(string app, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var annotations = (await Admin.GetAppAsync("shop", app, default))!["metadata"]!["annotations"];
            var status = new JsonObject { ["message"] = "commanded" };
            if ((string?)annotations?[OctoberApi.RetryAnnotation] is { } token)
            {
                status["lastHandledRetry"] = token;
                await SetStatusAsync(app, status);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CreateAsync(string path, JsonNode item)
    {
        var body = (JsonObject)item.DeepClone();
        var status = body["status"]?.DeepClone();
        body.Remove("status");
        // The server counts the changes of a spec itself.
        var generation = (long?)body["metadata"]!["generation"] ?? 1;
        var created = await Admin.PostAsync(path, body, default);
        var itemPath = $"{path}/{(string)created!["metadata"]!["name"]!}";
        if (status is null)
            return;
        if (status["observedGeneration"] is not null)
            status["observedGeneration"] = (long)status["observedGeneration"]! == generation ? 1 : 0;
        await Admin.PatchAsync(itemPath + "/status", new JsonObject { ["status"] = status }, default);
    }

    private static Kubernetes Client(string kubeconfig, params DelegatingHandler[] handlers)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(kubeconfig));
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(file);
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        return new Kubernetes(configuration, handlers);
    }
}
