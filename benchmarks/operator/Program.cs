using System.Globalization;
using October.Benchmarks.Operator;

if (args is ["bare", var kubeconfig, var writes, var concurrency])
{
    await BareClient.RunAsync(kubeconfig, writes, int.Parse(concurrency, CultureInfo.InvariantCulture));
    return;
}

var options = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);
var suite = new Suite
{
    OperatorProgram = options["--operator"],
    Apps = Number("--apps", 500),
    Rounds = Number("--rounds", 3),
    IdleMinutes = Number("--idle-minutes", 10),
    Workers = Number("--workers", 4),
    MemoryLimit = Number("--memory-limit-mib", ShippedLimit()) * 1024L * 1024L,
};
await suite.RunAsync();

int Number(string name, int fallback) => options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;

// Of config/manager/deployment.yaml, in MiB.
static int ShippedLimit()
{
    var root = AppContext.BaseDirectory;
    while (!File.Exists(Path.Combine(root, "October.sln")))
        root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("October.sln not found above the benchmark.");
    var limits = File.ReadLines(Path.Combine(root, "config/manager/deployment.yaml")).Single(line => line.Contains("limits:", StringComparison.Ordinal));
    var memory = limits[(limits.IndexOf("memory: ", StringComparison.Ordinal) + "memory: ".Length)..];
    return int.Parse(memory[..memory.IndexOf("Mi", StringComparison.Ordinal)], CultureInfo.InvariantCulture);
}
