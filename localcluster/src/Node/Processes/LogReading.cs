using System.Text;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.Node.Processes;

/// <summary>Answers log requests from log files: tail, since, timestamps, follow.</summary>
internal static class LogReading
{
    /// <param name="path">The log file.</param>
    /// <param name="live">The log while it is being written; null when its run is over.</param>
    /// <param name="options">What to write.</param>
    /// <param name="now">The present, for <see cref="LogOptions.SinceSeconds"/>.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellationToken">Ends following.</param>
    public static async Task WriteAsync(
        string path, ContainerLog? live, LogOptions options, DateTimeOffset now, Stream output, CancellationToken cancellationToken)
    {
        var since = options.SinceSeconds is { } seconds ? now.AddSeconds(-seconds) : options.SinceTime;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // Whoever wants only what comes now gets all of it, from this call on.
        if (options.TailLines == 0)
            file.Seek(0, SeekOrigin.End);
        var reader = new LineReader(file);
        var grown = live?.Grown;
        var first = new List<string>();
        while (await reader.ReadAsync(cancellationToken) is { } line)
        {
            first.Add(line);
            if (options.TailLines is { } tail and > 0 && first.Count > tail)
                first.RemoveAt(0);
        }

        await WriteLinesAsync(first, options, since, output, cancellationToken);
        while (options.Follow && live is not null)
        {
            await grown!.WaitAsync(cancellationToken);
            var closed = live.Closed;
            grown = live.Grown;
            var more = new List<string>();
            while (await reader.ReadAsync(cancellationToken) is { } line)
                more.Add(line);
            await WriteLinesAsync(more, options, since, output, cancellationToken);
            if (closed)
                return;
        }
    }

    private static async Task WriteLinesAsync(List<string> lines, LogOptions options, DateTimeOffset? since, Stream output, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            // time stream flag text
            if (line.Split(' ', 4) is not [var time, _, _, var text] || (since is { } from && ObjectMeta.ParseTime(time) < from))
                continue;
            await output.WriteAsync(Encoding.UTF8.GetBytes(options.Timestamps ? $"{time} {text}\n" : $"{text}\n"), cancellationToken);
        }

        if (lines.Count > 0)
            await output.FlushAsync(cancellationToken);
    }

    /// <summary>Reads whole lines only; a line that is still being written is left for later.</summary>
    private sealed class LineReader(FileStream file)
    {
        private readonly byte[] _buffer = new byte[16384];
        private readonly List<byte> _pending = [];

        public async Task<string?> ReadAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                var end = _pending.IndexOf((byte)'\n');
                if (end >= 0)
                {
                    var line = Encoding.UTF8.GetString([.. _pending[..end]]);
                    _pending.RemoveRange(0, end + 1);
                    return line;
                }

                var count = await file.ReadAsync(_buffer, cancellationToken);
                if (count == 0)
                    return null;
                _pending.AddRange(_buffer.AsSpan(0, count));
            }
        }
    }
}
