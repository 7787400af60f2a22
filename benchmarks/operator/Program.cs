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
};
await suite.RunAsync();

int Number(string name, int fallback) => options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
