using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;

namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>Reads the sizes that a client sends: JSON values such as <c>{"Width":80,"Height":24}</c>.</summary>
internal static partial class TerminalSizes
{
    /// <summary>The way of sizes to the terminal. A size takes effect while it is written: what the client types after it must find it.</summary>
    public static Channel<TerminalSize> Open() =>
        Channel.CreateUnbounded<TerminalSize>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    /// <summary>The size in one message; null when it is not one.</summary>
    public static TerminalSize? Parse(ReadOnlySpan<byte> message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, TerminalSizeJson.Default.TerminalSize);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Copies the sizes of a stream, each on a line of its own, until it ends.</summary>
    public static async Task CopyAsync(Stream source, ChannelWriter<TerminalSize> target, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(source, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Parse(System.Text.Encoding.UTF8.GetBytes(line)) is { } size)
                target.TryWrite(size);
        }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(TerminalSize))]
    private sealed partial class TerminalSizeJson : JsonSerializerContext;
}
