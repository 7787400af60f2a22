using k8s;
using October.Cli.Cluster;
using October.Cli.Dashboard.Model;
using October.Cli.Dashboard.Series;
using October.Cli.Dashboard.Serving;
using October.Cli.Dashboard.Watching;

namespace October.Cli.Dashboard;

/// <summary>A page that is served, and what it follows of the cluster.</summary>
internal sealed class RunningDashboard : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly DashboardServer _server;
    private readonly Task _following;

    private RunningDashboard(DashboardServer server, ViewBoard board, string url)
    {
        (_server, Url) = (server, url);
        _following = board.RunAsync(_stop.Token);
    }

    /// <summary>What to open; it contains the key that was generated, in the part that browsers send to no server.</summary>
    public string Url { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="CliException">The port is taken, or may not be used.</exception>
    public static async Task<RunningDashboard> StartAsync(
        Kubernetes client, ClusterApi api, ConnectionMonitor connection, DashboardOptions options, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var watch = new ClusterWatch(client, connection, options.Namespace, options.Ping, time);
        var board = new ViewBoard(watch, connection, new AccessRights(api, time), About(client, options), time);
        List<string> origins = [$"http://127.0.0.1:{options.Port}", $"http://localhost:{options.Port}"];
        if (options.PublicOrigin is { } other)
            origins.Add(other);
        var server = new DashboardServer(
            options.Port, new RequestGuard(options.Key, origins), board, new Samplers(api, watch, time), new DashboardActions(api, watch, time));
        try
        {
            await server.StartAsync(options.Port, cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return new RunningDashboard(server, board, $"{options.PublicOrigin ?? origins[0]}/{(options.IsKeyGiven ? "" : $"#key={options.Key}")}");
    }

    /// <summary>Returns when cancelled. A defect ends it, rather than leave a page that looks as if nothing happened any more.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _following.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C.
        }
    }

    private static AboutView About(Kubernetes client, DashboardOptions options) =>
        new(options.Namespace is { } ns ? $"namespace {ns}" : "all namespaces", client.BaseUri.Authority);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _server.DisposeAsync();
        await _following;
        _stop.Dispose();
    }
}
