using System.Text.Json;
using System.Threading.Channels;
using October.LocalCluster.Nodes;

namespace October.LocalCluster.Streaming;

/// <summary>Reads the sizes that a client sends: JSON values such as <c>{"Width":80,"Height":24}</c>.</summary>
internal static class TerminalSizes
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The way of sizes to the terminal. A size takes effect while it is written: what the client types after it must find it.</summary>
    public static Channel<TerminalSize> Open() => Channel.CreateUnbounded<TerminalSize>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    /// <summary>The size in one message; null when it is not one.</summary>
    public static TerminalSize? Parse(ReadOnlySpan<byte> message)
    {
        try
        {
            return JsonSerializer.Deserialize<TerminalSize>(message, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Copies the sizes of a stream, each on a line of its own, until it ends.</summary>
    public static async Task CopyAsync(Stream source, ChannelWriter<TerminalSize> target, CancellationToken token)
    {
        using var reader = new StreamReader(source, leaveOpen: true);
        while (await reader.ReadLineAsync(token) is { } line)
        {
            if (Parse(System.Text.Encoding.UTF8.GetBytes(line)) is { } size)
                target.TryWrite(size);
        }
    }
}
