using System.Collections.Concurrent;
using System.Threading.Channels;

namespace October.LocalCluster.ApiServer.Streaming.Spdy;

/// <summary>
/// The server's side of a SPDY/3.1 connection as <c>kubectl</c> uses one: the client opens streams, each side writes to them and closes its
/// half. Windows are not kept, as kubectl's own library (spdystream) does not keep them either.
/// </summary>
internal sealed class SpdyConnection : IAsyncDisposable
{
    private readonly Stream _transport;
    private readonly SpdyHeaders _headers = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<int, SpdyStream> _streams = new();
    private readonly Channel<SpdyStream> _opened = Channel.CreateUnbounded<SpdyStream>();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private bool _hasReplied;

    public SpdyConnection(Stream transport, CancellationToken cancellationToken)
    {
        _transport = transport;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = Task.Run(ReadAsync, CancellationToken.None);
    }

    /// <summary>The streams that the client opens, until the connection ends.</summary>
    public IAsyncEnumerable<SpdyStream> StreamsAsync(CancellationToken cancellationToken) => _opened.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Cancelled when the connection has ended.</summary>
    public CancellationToken Ended => _end.Token;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _headers.Dispose();
        _writing.Dispose();
        _end.Dispose();
    }

    internal async Task SendAsync(SpdyFrame frame, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _transport.WriteAsync(frame.ToBytes(), cancellationToken);
            await _transport.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    internal void Forget(int streamId) => _streams.TryRemove(streamId, out _);

    private async Task ReadAsync()
    {
        try
        {
            while (await SpdyFrame.ReadAsync(_transport, _end.Token) is { } frame)
                await TakeAsync(frame);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidDataException or ObjectDisposedException)
        {
            // The client left, one way or another.
        }
        finally
        {
            _opened.Writer.TryComplete();
            foreach (var stream in _streams.Values)
                stream.EndReading();
            await _end.CancelAsync();
        }
    }

    private async Task TakeAsync(SpdyFrame frame)
    {
        switch (frame.Type)
        {
            case SpdyFrame.SynStream:
                await OpenAsync(frame);
                break;
            case SpdyFrame.Data:
                if (_streams.TryGetValue(frame.StreamId, out var target))
                    target.Receive(frame.Payload, frame.IsLast);
                break;
            case SpdyFrame.RstStream:
                if (_streams.TryRemove(frame.StreamId, out var reset))
                    reset.EndReading();
                break;
            case SpdyFrame.Ping:
                // An odd number is the client's own, to be sent back.
                if (frame.StreamId % 2 == 1)
                    await SendAsync(frame with { Payload = default }, _end.Token);
                break;
            case SpdyFrame.GoAway:
                _opened.Writer.TryComplete();
                break;
        }
    }

    private async Task OpenAsync(SpdyFrame frame)
    {
        // Associated stream, priority and slot come before the headers.
        if (frame.Payload.Length < 6)
            throw new InvalidDataException("The frame that opens a stream is too short.");
        var stream = new SpdyStream(this, frame.StreamId, _headers.Read(frame.Payload.Span[6..]));
        _streams[frame.StreamId] = stream;
        await SendAsync(new SpdyFrame(SpdyFrame.SynReply, frame.StreamId, 0, SpdyHeaders.Empty(!_hasReplied)), _end.Token);
        _hasReplied = true;
        if (frame.IsLast)
            stream.EndReading();
        await _opened.Writer.WriteAsync(stream);
    }
}
