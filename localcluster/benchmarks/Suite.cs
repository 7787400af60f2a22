using System.Globalization;

namespace October.Benchmarks.LocalCluster;

/// <summary>All measurements, one after another, and their table.</summary>
internal sealed class Suite
{
    /// <summary>Writes each second at which the goal for the events' lag is set.</summary>
    private const int Pace = 3_000;

    private readonly List<(string What, string Figure)> _rows = [];

    /// <summary>The october command as <c>dotnet build</c> leaves it.</summary>
    public required string Built { get; init; }

    /// <summary>The same as native code.</summary>
    public required string Native { get; init; }

    public required TimeSpan Length { get; init; }

    public required int Watchers { get; init; }

    public required int Objects { get; init; }

    public required int Rounds { get; init; }

    /// <summary>The one measurement to make: start, writes, memory or virtual; null for all.</summary>
    public string? Only { get; init; }

    public async Task RunAsync()
    {
        foreach (
            var (name, measure) in new (string, Func<Task>)[]
            {
                ("start", StartsAsync),
                ("writes", WritesAsync),
                ("memory", MemoryAsync),
                ("virtual", VirtualAsync),
            }
        )
        {
            if (Only is null || Only == name)
                await measure();
        }

        foreach (var (what, figure) in _rows)
            Console.WriteLine($"| {what} | {figure} |");
    }

    private async Task StartsAsync()
    {
        await StartAsync("a built tree", Built);
        await StartAsync("native code", Native);
    }

    private async Task StartAsync(string kind, string program)
    {
        await StartUp.MeasureAsync(program);
        var starts = new List<double>();
        for (var i = 0; i < Rounds; i++)
            starts.Add(await StartUp.MeasureAsync(program));
        Row(
            $"october up until /readyz answers, {kind}",
            $"{Share(starts, 0.5):0} ms ({string.Join(", ", starts.Select(start => start.ToString("0", CultureInfo.InvariantCulture)))})");
    }

    /// <summary>In memory and in a file, in turn, so that both have the same machine.</summary>
    private async Task WritesAsync()
    {
        await using var memory = await ServedCluster.StartAsync();
        await using var file = await ServedCluster.StartAsync(isKept: true);
        using var first = new ApiClient(memory.Kubeconfig);
        using var second = new ApiClient(file.Kubeconfig);
        (string, ServedCluster, WriteLoad)[] sides =
            [("in memory", memory, new WriteLoad(first, Watchers, Length)), ("in a file", file, new WriteLoad(second, Watchers, Length))];
        foreach (var (what, write) in Kinds())
        {
            foreach (var (_, _, load) in sides)
                await load.RunAsync((api, writer, n, data) => write(api, $"warm-{writer}", n, data));
            foreach (var pace in (int?[])[null, Pace])
                await WritesAsync(sides, what, write, pace);
        }
    }

    private async Task WritesAsync(
        IReadOnlyList<(string Kind, ServedCluster Cluster, WriteLoad Load)> sides, string what, Func<ApiClient, string, int, string, Task> write, int? pace)
    {
        var outcomes = sides.ToDictionary(side => side.Kind, _ => new List<(WriteLoad.Outcome Load, TimeSpan Cpu)>(), StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"round{round}-{pace ?? 0}";
            foreach (var (kind, cluster, load) in sides)
            {
                var cpu = cluster.Cpu;
                var outcome = await load.RunAsync((api, writer, n, data) => write(api, $"{name}-{writer}", n, data), pace);
                outcomes[kind].Add((outcome, cluster.Cpu - cpu));
            }
        }

        foreach (var (kind, rounds) in outcomes)
        {
            var loads = rounds.ConvertAll(r => r.Load);
            var cpu = rounds.Sum(r => r.Cpu.TotalMicroseconds);
            Row($"{what}, {Watchers} watchers{(pace is null ? "" : $", {pace} sent each second")}, {kind}", string.Create(CultureInfo.InvariantCulture,
                $"{Share(loads.Select(o => o.PerSecond), 0.5):0}/s; event p50 {Median(loads, o => o.Answered, 0.5):0.0} ms and p99 "
                    + $"{Median(loads, o => o.Answered, 0.99):0.0} ms after the answer, p99 {Median(loads, o => o.Sent, 0.99):0.0} ms after sending; "
                    + $"{cpu / loads.Sum(o => o.Writes):0} µs of the cluster's CPU for a write and its events"));
        }
    }

    private static IEnumerable<(string What, Func<ApiClient, string, int, string, Task> Write)> Kinds()
    {
        yield return ("creates", (api, name, n, data) =>
            api.WriteAsync(
                HttpMethod.Post,
                ApiClient.ConfigMaps,
                "application/json",
                $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}-{{{n}}}"},"data":{{{data}}}}"""));
        yield return ("server-side applies", (api, name, n, data) =>
            api.WriteAsync(HttpMethod.Patch, $"{ApiClient.ConfigMaps}/applied-{name}-{n % 50}?fieldManager=bench&force=true", "application/apply-patch+yaml",
                $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied-{{{name}}}-{{{n % 50}}}"},"data":{{{data}}}}"""));
    }

    private async Task MemoryAsync()
    {
        await using var cluster = await ServedCluster.StartAsync();
        using var client = new ApiClient(cluster.Kubeconfig);
        var empty = cluster.Memory;
        var data = $$"""{"text":"{{new string('x', 500)}}"}""";
        await Parallel.ForEachAsync(Enumerable.Range(0, Objects), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, cancellationToken) =>
            await client.WriteAsync(
                HttpMethod.Post,
                ApiClient.ConfigMaps,
                "application/json",
                $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m-{{{n}}}"},"data":{{{data}}}}""",
                cancellationToken));
        var full = cluster.Memory;
        await Task.Delay(TimeSpan.FromSeconds(10));
        Row($"resident memory with {Objects} objects of about 1 kB", $"{full:0} MB at once, {cluster.Memory:0} MB ten seconds later; empty {empty:0} MB");
    }

    private async Task VirtualAsync()
    {
        var spans = (await VirtualApps.MeasureAsync(40)).Skip(20).ToList();
        Row(
            "a simulated OctoberApp from create to Ready, virtual time",
            $"{Share(spans.Select(span => span.Real), 0.5):0} ms, longest {spans.Max(span => span.Real):0} ms, for "
                + $"{Share(spans.Select(span => span.Virtual), 0.5):0.0} s of the cluster's clock (20 apps after 20 to warm up)");
    }

    private void Row(string what, string figure)
    {
        _rows.Add((what, figure));
        Console.Error.WriteLine($"{what}: {figure}");
    }

    private static double Median(IEnumerable<WriteLoad.Outcome> outcomes, Func<WriteLoad.Outcome, IReadOnlyList<double>> of, double share) =>
        Share(outcomes.Select(o => Share(of(o), share)), 0.5);

    private static double Share(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)(share * (sorted.Count - 1))];
    }
}
