using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Crd;

namespace October.Benchmarks.Operator;

/// <summary>All measurements, one after another, and their table.</summary>
internal sealed class Suite
{
    private readonly List<(string What, string Figure)> _rows = [];

    public required string OperatorProgram { get; init; }

    public required int Apps { get; init; }

    public required int Rounds { get; init; }

    public required int IdleMinutes { get; init; }

    /// <summary>Bytes that the shipped Deployment limits the operator to.</summary>
    public required long MemoryLimit { get; init; }

    /// <summary>Apps worked on at the same time, by the operator and by the bare client.</summary>
    public required int Workers { get; init; }

    public async Task RunAsync()
    {
        await OneAppAsync();
        var (operators, bares) = (new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            await using (var cluster = await TestCluster.StartAsync(OctoberApi.FieldManager, Apps))
            {
                await using var first = new OperatorRun(OperatorProgram, cluster, Workers, MemoryLimit);
                await first.ReadyAsync();
                var (seconds, writes) = await ApplyAllAsync(cluster, first);
                operators.Add(seconds);
                bares.Add(await BareAsync(writes));
                Say($"round {round}: operator {seconds:0.00} s, bare client {bares[^1]:0.00} s for {writes.Count} children");
                if (round == Rounds)
                    await LongRunAsync(cluster, first);
            }
        }

        Row(
            $"{Apps} apps until all children exist",
            $"operator {Median(operators):0.00} s, bare client {Median(bares):0.00} s, ratio {Median(operators.Zip(bares, (ours, bare) => ours / bare)):0.00} "
                + $"(medians of {Rounds})");
        foreach (var (what, figure) in _rows)
            Console.WriteLine($"| {what} | {figure} |");
    }

    private async Task OneAppAsync()
    {
        await using var cluster = await TestCluster.StartAsync(OctoberApi.FieldManager, Apps);
        await using var process = new OperatorRun(OperatorProgram, cluster, Workers, MemoryLimit);
        var start = await process.ReadyAsync();
        cluster.Traffic.Clear();
        await cluster.CreateAppAsync(0);
        await cluster.ReadyAsync(1, process);
        await cluster.QuietAsync();
        var requests = cluster.Traffic.Exchanges;
        var children = requests.Where(exchange => exchange.IsChild).Select(exchange => exchange.Child).Distinct().Count();
        var others = requests.Where(exchange => !exchange.IsChild)
            .GroupBy(exchange => $"{exchange.Method} {exchange.Path.Split('/')[^2]}/{exchange.Path.Split('/')[^1]}")
            .Select(group => $"{group.Count()} {group.Key}");
        Row("API requests of one app from apply to Ready", $"{requests.Count} for {children} children ({string.Join(", ", others)})");
        await Task.Delay(TimeSpan.FromSeconds(30));
        Row("memory idle with one app", $"{Memory(process)}; synced {start.TotalSeconds:0.0} s after start");
    }

    private async Task<(double Seconds, IReadOnlyList<BareClient.Write> Writes)> ApplyAllAsync(TestCluster cluster, OperatorRun process)
    {
        cluster.Traffic.Clear();
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Apps).Select(cluster.CreateAppAsync));
        await cluster.ReadyAsync(Apps, process);
        var ready = Stopwatch.GetElapsedTime(begin);
        await cluster.QuietAsync();
        var children = cluster.Traffic.Exchanges.Where(exchange => exchange.IsChild).DistinctBy(exchange => exchange.Child).ToList();
        var all = cluster.Traffic.Exchanges.Count;
        Say($"{Apps} apps Ready after {ready.TotalSeconds:0.0} s; {all} requests, {children.Count} children; operator CPU {process.Cpu.TotalSeconds:0.0} s, "
            + $"memory {process.Memory:0} MB");
        return (Stopwatch.GetElapsedTime(begin, children.Max(child => child.At)).TotalSeconds, [.. children.Select(Recorded)]);
    }

    /// <summary>The same writes without owners, which are of another cluster.</summary>
    private static BareClient.Write Recorded(Exchange exchange)
    {
        var body = (JsonObject)JsonNode.Parse(exchange.Body)!;
        var metadata = (JsonObject)body["metadata"]!;
        var owner = (string?)metadata["ownerReferences"]?[0]?["name"] ?? "";
        metadata.Remove("ownerReferences");
        return new BareClient.Write(
            owner,
            exchange.Method,
            exchange.Method == "PATCH" ? exchange.Path + "?fieldManager=bare&force=true" : exchange.Path,
            exchange.ContentType ?? "application/json",
            body.ToJsonString());
    }

    private async Task<double> BareAsync(IReadOnlyList<BareClient.Write> writes)
    {
        await using var cluster = await TestCluster.StartAsync(BareClient.Agent, Apps);
        var file = cluster.File("writes");
        await File.WriteAllLinesAsync(file, writes.Select(write => JsonSerializer.Serialize(write)));
        long? begin = null;
        cluster.Traffic.Writing = (_, at) => begin ??= at;
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", typeof(Suite).Assembly.Location, "bare", cluster.Kubeconfig, file, Workers.ToString(CultureInfo.InvariantCulture) },
        })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("The bare client failed.");
        return Stopwatch.GetElapsedTime(begin!.Value, cluster.Traffic.Writes.Max(write => write.At)).TotalSeconds;
    }

    /// <summary>What takes a cluster full of Ready apps.</summary>
    private async Task LongRunAsync(TestCluster cluster, OperatorRun first)
    {
        var latencies = await LatenciesAsync(cluster);
        Row(
            $"event to first write at {Apps} apps",
            $"p50 {latencies[latencies.Count / 2]:0.0} ms, p99 {latencies[(int)(latencies.Count * 0.99)]:0.0} ms ({latencies.Count} events)");
        await cluster.QuietAsync();
        cluster.Traffic.Clear();
        var cpu = first.Cpu;
        Say($"{IdleMinutes} idle minutes ...");
        await Task.Delay(TimeSpan.FromMinutes(IdleMinutes));
        Row(
            $"{IdleMinutes} idle minutes with {Apps} Ready apps",
            $"{cluster.Traffic.Writes.Count} writes, {cluster.Traffic.Exchanges.Count - cluster.Traffic.Writes.Count} lists and gets, "
                + $"{(first.Cpu - cpu).TotalSeconds:0.0} s CPU");
        Row($"memory with {Apps} apps", Memory(first));
        await first.DisposeAsync();
        cluster.Traffic.Clear();
        await using var second = new OperatorRun(OperatorProgram, cluster, Workers, MemoryLimit);
        var synced = await second.ReadyAsync();
        await cluster.QuietAsync();
        Row(
            $"restart with {Apps} Ready apps",
            $"{cluster.Traffic.Writes.Count} writes, synced {synced.TotalSeconds:0.0} s after its start, memory then {Memory(second)}");
    }

    private string Memory(OperatorRun process) => $"{process.Memory:0} MB, highest {process.PeakMemory:0} MB of {MemoryLimit / 1e6:0} MB allowed"
        + (process.PeakMemory * 1e6 > MemoryLimit ? " (EXCEEDED)" : "");

    /// <summary>Milliseconds from the commit of a change of one app to the operator's first write for it.</summary>
    private async Task<IReadOnlyList<double>> LatenciesAsync(TestCluster cluster)
    {
        var latencies = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var number = i * 7 % Apps;
            var written = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            cluster.Traffic.Writing = (request, at) =>
            {
                if (request.Path.Contains(TestCluster.Name(number), StringComparison.Ordinal))
                    written.TrySetResult(at);
            };
            await cluster.ScaleWorkersAsync(number, 2 + (i * 7 / Apps));
            var committed = Stopwatch.GetTimestamp();
            latencies.Add(Math.Max(0, Stopwatch.GetElapsedTime(committed, await written.Task.WaitAsync(TimeSpan.FromSeconds(20))).TotalMilliseconds));
            // The pods that follow make events of their own.
            await Task.Delay(150);
        }

        cluster.Traffic.Writing = (_, _) => { };
        return [.. latencies.Order()];
    }

    private void Row(string what, string figure)
    {
        _rows.Add((what, figure));
        Say($"{what}: {figure}");
    }

    private static void Say(string line) => Console.Error.WriteLine(line);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
