using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace October.Tasks.Redis.Failover;

/// <summary>A Sentinel, or a node of a cluster, that answers whatever it is asked with the same words.</summary>
internal sealed class FakeSentinel : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public FakeSentinel(string answer)
    {
        Answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>An answer, as it is sent.</summary>
    public string Answer { get; set; }

    /// <summary>What it answers to INFO.</summary>
    public string Information { get; init; } = "$17\r\ncluster_enabled:1\r\n";

    public DnsEndPoint Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>The commands that came.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>The answer that names a primary on this machine.</summary>
    public static string Names(int port)
    {
        var text = $"{port}";
        return $"*2\r\n$9\r\n127.0.0.1\r\n${text.Length}\r\n{text}\r\n";
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream());
            try
            {
                while (await reader.ReadLineAsync(_stop.Token) is { } count)
                {
                    var words = new string?[int.Parse(count[1..])];
                    for (var i = 0; i < words.Length; i++)
                    {
                        await reader.ReadLineAsync(_stop.Token);
                        words[i] = await reader.ReadLineAsync(_stop.Token);
                    }

                    Commands.Enqueue(string.Join(' ', words));
                    var answer = words[0] == "INFO" ? Information : Answer;
                    await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The other end has what it wanted, or the test is over.
            }
        }
    }
}
