using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using October.LocalCluster.ApiServer.Streaming.Spdy;

namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>The client's side of a SPDY connection, frame by frame, over a real socket.</summary>
internal sealed class SpdyClient : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly TcpClient _server;
    private bool _hasSent;

    private SpdyClient(TcpClient client, TcpClient server, SpdyConnection connection) => (_client, _server, Connection) = (client, server, connection);

    /// <summary>The side under test.</summary>
    public SpdyConnection Connection { get; }

    public static async Task<SpdyClient> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var server = await listener.AcceptTcpClientAsync();
        return new SpdyClient(client, server, new SpdyConnection(server.GetStream(), TestContext.Current.CancellationToken));
    }

    /// <summary>Opens a stream with headers.</summary>
    public async Task OpenAsync(int id, params (string Name, string Value)[] headers)
    {
        using var plain = new MemoryStream();
        Write(plain, headers.Length);
        foreach (var (name, value) in headers)
        {
            foreach (var text in (ReadOnlySpan<string>)[name, value])
            {
                Write(plain, text.Length);
                plain.Write(Encoding.ASCII.GetBytes(text));
            }
        }

        // A stored block needs no compressor; the dictionary is announced and not used.
        var length = (ushort)plain.Length;
        byte[] block =
        [
            .. _hasSent ? [] : (byte[])[0x78, 0xf9, 0xe3, 0xc6, 0xa7, 0xc2],
            0, (byte)length, (byte)(length >> 8), (byte)~length, (byte)(~length >> 8),
            .. plain.ToArray(),
        ];
        _hasSent = true;
        await SendAsync(new SpdyFrame(SpdyFrame.SynStream, id, 0, (byte[])[0, 0, 0, 0, 0, 0, .. block]));
        Assert.Equal((SpdyFrame.SynReply, id), ((await ReceiveAsync())!.Value.Type, id));
    }

    public async Task SendAsync(SpdyFrame frame) => await _client.GetStream().WriteAsync(frame.ToBytes());

    public Task SendAsync(int id, string text, bool isLast = false) =>
        SendAsync(new SpdyFrame(SpdyFrame.Data, id, isLast ? SpdyFrame.Fin : (byte)0, Encoding.UTF8.GetBytes(text)));

    public async Task<SpdyFrame?> ReceiveAsync() =>
        await SpdyFrame.ReadAsync(_client.GetStream(), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>What arrives for a stream until its end; frames of other streams are kept back for nobody.</summary>
    public async Task<string> ReadToEndAsync(int id)
    {
        var text = new StringBuilder();
        while (await ReceiveAsync() is { } frame)
        {
            if (frame.StreamId != id || frame.Type != SpdyFrame.Data)
                continue;
            text.Append(Encoding.UTF8.GetString(frame.Payload.Span));
            if (frame.IsLast)
                break;
        }

        return text.ToString();
    }

    /// <summary>Closes the connection.</summary>
    public void Leave() => _client.Close();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Connection.DisposeAsync();
        _server.Dispose();
    }

    private static void Write(Stream target, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        target.Write(bytes);
    }
}
