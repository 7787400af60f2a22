using k8s;
using October.Cli.Cluster;
using October.Cli.Dashboard.Watching;
using October.Testing;

namespace October.Cli.Dashboard;

/// <summary>A dashboard in this process.</summary>
internal sealed class OwnPage(RunningDashboard dashboard, ClusterApi api, TestPage page) : IAsyncDisposable
{
    private bool _ended;

    public TestPage Page => page;

    public static async Task<OwnPage> StartAsync(
        Func<string, DelegatingHandler[], Kubernetes> connect, string kubeconfig, string? ns, string? publicOrigin)
    {
        var connection = new ConnectionMonitor(TimeProvider.System);
        var client = connect(kubeconfig, [new ObservingHandler(connection)]);
        var api = new ClusterApi(client);
        var options = new DashboardOptions(ns, Loopback.FreePort(), publicOrigin, "a key for tests that is long", IsKeyGiven: false)
        {
            Ping = new PingPolicy(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)),
        };
        var dashboard = await RunningDashboard.StartAsync(client, api, connection, options, default);
        return new OwnPage(dashboard, api, new TestPage(dashboard.Url, options.Port, options.Key));
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
            return;
        _ended = true;
        await dashboard.DisposeAsync();
        api.Dispose();
    }
}
