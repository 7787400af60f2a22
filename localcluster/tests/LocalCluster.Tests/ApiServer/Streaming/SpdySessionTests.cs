using System.Net;
using System.Net.Sockets;
using System.Text;
using October.LocalCluster.ApiServer.Streaming.Spdy;

namespace October.LocalCluster.ApiServer.Streaming;

public sealed class SpdySessionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ping_of_the_client_comes_back()
    {
        await using var client = await SpdyClient.ConnectAsync();

        await client.SendAsync(new SpdyFrame(SpdyFrame.Ping, 7, 0, default));

        var answer = await client.ReceiveAsync();
        Assert.Equal((SpdyFrame.Ping, 7), (answer!.Value.Type, answer.Value.StreamId));
    }

    [Fact]
    public async Task A_forwarded_connection_carries_both_ways_and_ends_with_the_program()
    {
        await using var client = await SpdyClient.ConnectAsync();
        using var program = new TcpListener(IPAddress.Loopback, 0);
        program.Start();
        var serving = EchoOnceAsync(program);
        var running = SpdyPorts.RunAsync(client.Connection, new StreamingSession.Ports([], async (port, cancellationToken) =>
        {
            Assert.Equal(8000, port);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(program.LocalEndpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }), Token);

        await client.OpenAsync(1, ("streamtype", "error"), ("port", "8000"), ("requestid", "0"));
        await client.OpenAsync(3, ("streamtype", "data"), ("port", "8000"), ("requestid", "0"));
        await client.SendAsync(3, "hello", isLast: true);

        Assert.Equal("you said hello", await client.ReadToEndAsync(3));
        Assert.Equal("", await client.ReadToEndAsync(1));
        await serving;
        client.Leave();
        await running.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_told_on_the_error_stream()
    {
        await using var client = await SpdyClient.ConnectAsync();
        _ = SpdyPorts.RunAsync(client.Connection, new StreamingSession.Ports([], (_, _) => throw new IOException("nobody listens there")), Token);

        await client.OpenAsync(1, ("streamtype", "error"), ("port", "9"), ("requestid", "0"));
        await client.OpenAsync(3, ("streamtype", "data"), ("port", "9"), ("requestid", "0"));

        Assert.Equal("nobody listens there", await client.ReadToEndAsync(1));
    }

    [Fact]
    public async Task A_command_has_a_stream_for_each_channel_and_its_end_on_the_error_stream()
    {
        await using var client = await SpdyClient.ConnectAsync();
        var command = new StreamingSession.Command(
            new RequestedChannels(Stdin: true, Stdout: true, Stderr: false, Tty: false),
            async (channels, cancellationToken) =>
            {
                using var reader = new StreamReader(channels.Stdin);
                var text = await reader.ReadToEndAsync(cancellationToken);
                await channels.Stdout.WriteAsync(Encoding.UTF8.GetBytes(text.ToUpperInvariant()), cancellationToken);
                return CommandStatus.Exited(3);
            });
        _ = SpdyCommand.RunAsync(client.Connection, command, Token);

        await client.OpenAsync(1, ("streamtype", "error"));
        await client.OpenAsync(3, ("streamtype", "stdin"));
        await client.OpenAsync(5, ("streamtype", "stdout"));
        await client.SendAsync(3, "quiet", isLast: true);

        var (output, status) = ("", "");
        while (output.Length == 0 || status.Length == 0)
        {
            var frame = (await client.ReceiveAsync())!.Value;
            var text = Encoding.UTF8.GetString(frame.Payload.Span);
            output += frame.StreamId == 5 ? text : "";
            status += frame.StreamId == 1 ? text : "";
        }

        Assert.Equal("QUIET", output);
        Assert.Contains("\"reason\":\"ExitCode\",\"message\":\"3\"", status);
    }

    [Fact]
    public async Task What_is_no_spdy_ends_the_connection()
    {
        await using var client = await SpdyClient.ConnectAsync();

        await client.SendAsync(new SpdyFrame(SpdyFrame.SynStream, 1, 0, default));

        await Task.Delay(Timeout.InfiniteTimeSpan, client.Connection.Ended).WaitAsync(TimeSpan.FromSeconds(10), Token).ContinueWith(_ => { }, Token);
        Assert.True(client.Connection.Ended.IsCancellationRequested);
    }

    private static async Task EchoOnceAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptTcpClientAsync(Token);
        using var reader = new StreamReader(socket.GetStream(), leaveOpen: true);
        var text = await reader.ReadToEndAsync(Token);
        await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes("you said " + text), Token);
    }
}
