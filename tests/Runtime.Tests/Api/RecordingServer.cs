using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace October.Runtime.Api;

/// <summary>Takes down the head of each request as the bytes have it, and answers them with 200. It reads what an HTTP server's parser would refuse.</summary>
internal sealed class RecordingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string[]> _heads = new();

    public RecordingServer()
    {
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>The lines of the next head.</summary>
    public string[] Next() => _heads.TryDequeue(out var head) ? head : throw new InvalidOperationException("no request has arrived");

    /// <summary>Heads that nobody has asked for.</summary>
    public IEnumerable<string[]> Left() => _heads;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    /// <summary>Of requests without a body.</summary>
    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
                continue;
            }

            _heads.Enqueue([.. lines]);
            lines.Clear();
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        }
    }
}
