using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;

namespace October.Benchmarks.LocalCluster;

/// <summary>One watch of all ConfigMaps, which notes when it saw which stamp.</summary>
internal sealed class Watcher(ApiClient client)
{
    /// <summary>What precedes the stamp in the JSON of an object, and nowhere else.</summary>
    private static readonly byte[] Mark = "\"stamp\":\""u8.ToArray();

    /// <summary>Most lines lie in one piece.</summary>
    private static readonly StreamPipeReaderOptions Large = new(bufferSize: 256 * 1024);

    /// <summary>Stamps, and when each was seen, in <see cref="Stopwatch"/> ticks.</summary>
    public ConcurrentQueue<(long Stamp, long Seen)> Events { get; } = [];

    public async Task RunAsync(TaskCompletionSource open, CancellationToken cancellationToken)
    {
        try
        {
            var reader = PipeReader.Create(await client.WatchAsync(ApiClient.ConfigMaps, cancellationToken), Large);
            open.SetResult();
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = buffer.Slice(0, end);
                    Note(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                    throw new IOException("a watch ended");
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Note(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf(Mark);
        if (at >= 0 && Utf8Parser.TryParse(line[(at + Mark.Length)..], out long stamp, out _))
            Events.Enqueue((stamp, Stopwatch.GetTimestamp()));
    }
}
