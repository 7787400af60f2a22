using System.Globalization;
using System.Text;

namespace October.LocalCluster.ApiServer.Streaming.Spdy;

/// <summary>
/// Port forwarding as <c>kubectl</c> speaks it (<c>portforward.k8s.io</c>): for each connection a pair of streams with the same request id, one
/// for data and one for an error text.
/// </summary>
internal static class SpdyPorts
{
    public static async Task RunAsync(SpdyConnection connection, StreamingSession.Ports ports, CancellationToken token)
    {
        var waiting = new Dictionary<string, (SpdyStream? Data, SpdyStream? Error)>(StringComparer.Ordinal);
        var running = new List<Task>();
        try
        {
            await foreach (var stream in connection.StreamsAsync(token))
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

    private static async Task ForwardAsync(SpdyStream data, SpdyStream error, StreamingSession.Ports ports, CancellationToken token)
    {
        try
        {
            if (!int.TryParse(data.Header("port"), CultureInfo.InvariantCulture, out var port))
                throw new IOException($"\"{data.Header("port")}\" is not a port");
            await using var target = await ports.ConnectAsync(port, token);
            var answer = PumpAsync(target, data, token);
            await data.CopyToAsync(target, token);
            // The client is done; what the pod still has to say, it may say.
            if (target is System.Net.Sockets.NetworkStream network)
                network.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            await answer;
            await error.CloseAsync(token);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await ReportAsync(data, error, e, token);
        }
    }

    private static async Task PumpAsync(Stream target, SpdyStream data, CancellationToken token)
    {
        await target.CopyToAsync(data, token);
        await data.CloseAsync(token);
        // The pod has closed: what the client would still send has nowhere to go.
        data.EndReading();
    }

    private static async Task ReportAsync(SpdyStream data, SpdyStream error, Exception problem, CancellationToken token)
    {
        if (token.IsCancellationRequested)
            return;
        try
        {
            await error.WriteAsync(Encoding.UTF8.GetBytes(problem.Message), token);
            await error.CloseAsync(token);
            await data.ResetAsync(token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left.
        }
    }
}
