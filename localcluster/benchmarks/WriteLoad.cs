using System.Collections.Concurrent;
using System.Diagnostics;

namespace October.Benchmarks.LocalCluster;

/// <summary>Writes of one kind from several connections, under watch.</summary>
internal sealed class WriteLoad(ApiClient client, int watchers, TimeSpan length)
{
    private const int Writers = 8;
    private static readonly string Ballast = new('x', 500);
    private readonly ConcurrentDictionary<long, long> _answered = [];

    /// <summary>Writes per second, and how late the watchers saw them.</summary>
    /// <param name="Writes">Answered writes.</param>
    /// <param name="PerSecond">Answered writes per second.</param>
    /// <param name="Sent">From sending a write until a watcher has its event, in milliseconds, sorted: the write itself is in it.</param>
    /// <param name="Answered">From the answer of a write until a watcher has its event, in milliseconds, sorted; 0 when the event came first.</param>
    internal sealed record Outcome(int Writes, double PerSecond, IReadOnlyList<double> Sent, IReadOnlyList<double> Answered);

    /// <summary>Writes; the watchers have to see every one.</summary>
    /// <param name="write">Sends one write; gets the writer's number, the write's number, and the data to write.</param>
    /// <param name="perSecond">How many to send in a second, all writers together; null for as fast as they are answered.</param>
    public async Task<Outcome> RunAsync(Func<ApiClient, int, int, string, Task> write, int? perSecond = null)
    {
        _answered.Clear();
        using var stop = new CancellationTokenSource();
        var all = Enumerable.Range(0, watchers).Select(_ => new Watcher(client)).ToList();
        var open = all.ConvertAll(_ => new TaskCompletionSource());
        var running = all.Select((watcher, i) => watcher.RunAsync(open[i], stop.Token)).ToList();
        await Task.WhenAll(open.Select(o => o.Task));
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer, clock, write, perSecond))));
        var seconds = clock.Elapsed.TotalSeconds;
        for (var limit = Stopwatch.StartNew(); all.Exists(watcher => watcher.Events.Count(e => _answered.ContainsKey(e.Stamp)) < _answered.Count);)
        {
            if (limit.Elapsed > TimeSpan.FromSeconds(20))
                throw new TimeoutException("a watcher lost events");
            await Task.Delay(100);
        }

        await stop.CancelAsync();
        await Task.WhenAll(running);
        var events = all.SelectMany(watcher => watcher.Events).Where(e => _answered.ContainsKey(e.Stamp)).ToList();
        return new Outcome(
            _answered.Count,
            _answered.Count / seconds,
            [.. events.Select(e => Stopwatch.GetElapsedTime(e.Stamp, e.Seen).TotalMilliseconds).Order()],
            [.. events.Select(e => Math.Max(0, Stopwatch.GetElapsedTime(_answered[e.Stamp], e.Seen).TotalMilliseconds)).Order()]);
    }

    private async Task WriteAsync(int writer, Stopwatch clock, Func<ApiClient, int, int, string, Task> write, int? perSecond)
    {
        for (var n = 0; clock.Elapsed < length; n++)
        {
            if (perSecond is { } rate && TimeSpan.FromSeconds((double)((n * Writers) + writer) / rate) - clock.Elapsed is { Ticks: > 0 } early)
                await Task.Delay(early);
            var stamp = Stopwatch.GetTimestamp();
            // Two writers may read the same tick; each stamp is of one write.
            while (!_answered.TryAdd(stamp, 0))
                stamp++;
            await write(client, writer, n, $$"""{"stamp":"{{stamp}}","ballast":"{{Ballast}}"}""");
            _answered[stamp] = Stopwatch.GetTimestamp();
        }
    }
}
