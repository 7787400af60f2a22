using System.Text;

namespace October.LocalCluster.ApiServer.Streaming.Spdy;

/// <summary>
/// A command over SPDY (<c>v4.channel.k8s.io</c>): the client opens one stream for each channel. What kubectl used before WebSockets, and falls back to.
/// </summary>
internal static class SpdyCommand
{
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(SpdyConnection connection, StreamingSession.Command command, CancellationToken cancellationToken)
    {
        var streams = await OpenedAsync(connection, Expected(command.Wanted), cancellationToken);
        if (streams is null)
            return;
        Stream Of(string name) => (Stream?)streams.GetValueOrDefault(name) ?? Stream.Null;
        var sizes = TerminalSizes.Open();
        var resizing = streams.TryGetValue("resize", out var resize) ? TerminalSizes.CopyAsync(resize, sizes.Writer, connection.Ended) : Task.CompletedTask;
        try
        {
            var status = await command.RunAsync(new CommandChannels(Of("stdin"), Of("stdout"), Of("stderr"), sizes.Reader), connection.Ended);
            await streams["error"].WriteAsync(Encoding.UTF8.GetBytes(status.ToJsonString()), cancellationToken);
            foreach (var stream in streams.Values)
                await stream.CloseAsync(cancellationToken);
            // The client closes the connection when it has read all of that.
            await Task.Delay(StreamTimeout, TimeProvider.System, connection.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException)
        {
            // The client left.
        }

        sizes.Writer.TryComplete();
        await resizing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static int Expected(RequestedChannels wanted) =>
        1 + (wanted.Stdin ? 1 : 0) + (wanted.Stdout ? 1 : 0) + (wanted.Stderr && !wanted.Tty ? 1 : 0) + (wanted.Tty ? 1 : 0);

    /// <summary>The streams by their type, when all are there; null when the client left before.</summary>
    private static async Task<Dictionary<string, SpdyStream>?> OpenedAsync(SpdyConnection connection, int expected, CancellationToken cancellationToken)
    {
        var streams = new Dictionary<string, SpdyStream>(StringComparer.OrdinalIgnoreCase);
        try
        {
            await foreach (var stream in connection.StreamsAsync(cancellationToken))
            {
                streams[stream.Header("streamType")] = stream;
                if (streams.Count == expected)
                    return streams.ContainsKey("error") ? streams : null;
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing was started yet.
        }

        return null;
    }
}
