using System.Globalization;
using October.Benchmarks.LocalCluster;

if (args is ["serve", var kubeconfig, var directory])
{
    await ServedCluster.ServeAsync(kubeconfig, directory);
    return;
}

var options = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);
await new Suite
{
    Built = options["--built"],
    Native = options["--native"],
    Length = TimeSpan.FromSeconds(Number("--seconds", 5)),
    Watchers = Number("--watchers", 20),
    Objects = Number("--objects", 10_000),
    Rounds = Number("--rounds", 5),
    Only = options.GetValueOrDefault("--only"),
}.RunAsync();

int Number(string name, int fallback) => options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
