using System.Globalization;
using System.Text;

namespace October.LocalCluster.ApiServer.Streaming.Spdy;

/// <summary>
/// Port forwarding as <c>kubectl</c> speaks it (<c>portforward.k8s.io</c>): for each connection a pair of streams with the same request id, one
/// for data and one for an error text.
/// </summary>
internal static class SpdyPorts
{
    public static async Task RunAsync(SpdyConnection connection, StreamingSession.Ports ports, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<string, (SpdyStream? Data, SpdyStream? Error)>(StringComparer.Ordinal);
        var running = new List<Task>();
        try
        {
            await foreach (var stream in connection.StreamsAsync(cancellationToken))
            {
                var id = stream.Header("requestID");
                var pair = waiting.GetValueOrDefault(id);
                pair = stream.Header("streamType") == "data" ? pair with { Data = stream } : pair with { Error = stream };
                waiting[id] = pair;
                if (pair is not ({ } data, { } error))
                    continue;
                waiting.Remove(id);
                running.RemoveAll(r => r.IsCompleted);
                running.Add(ForwardAsync(data, error, ports, connection.Ended));
            }
        }
        catch (OperationCanceledException)
        {
            // The client left.
        }

        await Task.WhenAll(running);
    }

    private static async Task ForwardAsync(SpdyStream data, SpdyStream error, StreamingSession.Ports ports, CancellationToken cancellationToken)
    {
        try
        {
            if (!int.TryParse(data.Header("port"), CultureInfo.InvariantCulture, out var port))
                throw new IOException($"\"{data.Header("port")}\" is not a port");
            await using var target = await ports.ConnectAsync(port, cancellationToken);
            var answer = PumpAsync(target, data, cancellationToken);
            await data.CopyToAsync(target, cancellationToken);
            // The client is done; what the pod still has to say, it may say.
            if (target is System.Net.Sockets.NetworkStream network)
                network.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            await answer;
            await error.CloseAsync(cancellationToken);
        }
        catch (Exception exception)
            when (exception is IOException or System.Net.Sockets.SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await ReportAsync(data, error, exception, cancellationToken);
        }
    }

    private static async Task PumpAsync(Stream target, SpdyStream data, CancellationToken cancellationToken)
    {
        await target.CopyToAsync(data, cancellationToken);
        await data.CloseAsync(cancellationToken);
        // The pod has closed: what the client would still send has nowhere to go.
        data.EndReading();
    }

    private static async Task ReportAsync(SpdyStream data, SpdyStream error, Exception problem, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return;
        try
        {
            await error.WriteAsync(Encoding.UTF8.GetBytes(problem.Message), cancellationToken);
            await error.CloseAsync(cancellationToken);
            await data.ResetAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left.
        }
    }
}
