using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Node.Network;

/// <summary>
/// Gives each Service's cluster IP its listeners. While a port has no ready endpoint nobody listens, so that clients are refused at once.
/// </summary>
internal sealed partial class ServiceProxy(ServiceTable table, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Dictionary<IPEndPoint, PortForwarder> _forwarders = [];
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Where this user may not listen: ports below 1024, as a rule.</summary>
    private readonly HashSet<IPEndPoint> _denied = [];

    private ITimer? _retry;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        table.OnChange(() => _changed.Writer.TryWrite(true));
        try
        {
            await table.Synced.WaitAsync(cancellationToken);
            _changed.Writer.TryWrite(true);
            await foreach (var change in _changed.Reader.ReadAllAsync(cancellationToken))
            {
                if (change && !await ApplyAsync())
                    RetryLater();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _retry?.Dispose();
        foreach (var forwarder in _forwarders.Values)
            await forwarder.DisposeAsync();
        _forwarders.Clear();
    }

    private async Task<bool> ApplyAsync()
    {
        var wanted = table.Current()
            .Where(p => p.Ready.Count > 0 && IPAddress.TryParse(p.ClusterIp, out var ip) && IPAddress.IsLoopback(ip))
            .GroupBy(p => new IPEndPoint(IPAddress.Parse(p.ClusterIp), p.Port))
            .ToDictionary(g => g.Key, g => g.First());
        foreach (var gone in _forwarders.Keys.Except(wanted.Keys).ToList())
        {
            await _forwarders[gone].DisposeAsync();
            _forwarders.Remove(gone);
        }

        var complete = true;
        foreach (var (address, port) in wanted)
        {
            if (_forwarders.TryGetValue(address, out var forwarder))
                forwarder.Use(port.Ready);
            else if (!_denied.Contains(address))
                complete &= TryListen(address, port);
        }

        return complete;
    }

    private bool TryListen(IPEndPoint address, ServicePort port)
    {
        try
        {
            _forwarders[address] = new PortForwarder(address, port.Ready, time, passesOver: !table.IsLate);
            return true;
        }
        catch (SocketException exception)
        {
            LogCannotListen(logger, port.Service, address.ToString(), exception.Message);
            // That does not change while this process runs.
            return exception.SocketErrorCode == SocketError.AccessDenied && _denied.Add(address);
        }
    }

    private void RetryLater()
    {
        _retry?.Dispose();
        _retry = time.CreateTimer(_ => _changed.Writer.TryWrite(true), null, Retry, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(LogLevel.Warning, "Service {Service} cannot listen on {Address}: {Problem}")]
    private static partial void LogCannotListen(ILogger logger, string service, string address, string problem);
}
