using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace October.Runtime.Api;

/// <summary>Splits the answer of a watch into its lines, one JSON document each.</summary>
internal static class WatchLines
{
    /// <summary>Reads them until the server ends the watch, or its time is up.</summary>
    /// <param name="stream">The answer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="watch">Ends with that, or when the watch's time is up, which ends the lines without an error.</param>
    /// <exception cref="JsonException">A line is no JSON, for example because the connection broke within it.</exception>
    public static async IAsyncEnumerable<WatchLine> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken, CancellationToken watch)
    {
        var reader = PipeReader.Create(stream);
        while (await NextAsync(reader, cancellationToken, watch) is { } read)
        {
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (Line(rest.Slice(0, end)) is { } line)
                    yield return line;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (Line(rest) is { } last)
                    yield return last;
                break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync();
    }

    private static WatchLine? Line(ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty)
            return null;
        // Memory of its own: the element outlives the line.
        var root = JsonDocument.Parse(line.ToArray(), KubeJson.Documents).RootElement;
        return new WatchLine(root.GetProperty("type").GetString()!, root.GetProperty("object"));
    }

    private static async Task<ReadResult?> NextAsync(PipeReader reader, CancellationToken cancellationToken, CancellationToken watch)
    {
        try
        {
            return await reader.ReadAsync(watch);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
