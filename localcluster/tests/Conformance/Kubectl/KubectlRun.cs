using System.Text.Json.Nodes;
using October.Conformance.Matching;
using October.Conformance.Replay;

namespace October.Conformance.Kubectl;

/// <summary>Runs the command lines of a scenario in a folder with its files.</summary>
internal sealed class KubectlRun(KubectlCluster cluster, ScenarioRun run, string program) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _home = Directory.CreateTempSubdirectory("kubectl-home-").FullName;
    private readonly string _folder = Directory.CreateTempSubdirectory("kubectl-work-").FullName;

    /// <summary>Each command line with its difference, if any; requests between them are not counted.</summary>
    public async Task<List<string?>> RunAsync(JsonObject scenario, List<string> created, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(_home, "kubeconfig"), cluster.Kubeconfig(run.Bindings.Substitute("{{ns}}")), cancellationToken);
        foreach (var (name, text) in scenario["files"]!.AsObject())
            await File.WriteAllTextAsync(Path.Combine(_folder, name), run.Bindings.Substitute((string)text!), cancellationToken);
        var exchange = new Exchange(cluster, run.Bindings, compareManagedFields: false);
        var results = new List<string?>();
        foreach (var step in scenario["steps"]!.AsArray().Select(static s => s!.AsObject()))
        {
            if (step["argv"] is null)
                await exchange.RunAsync(step, created, cancellationToken);
            else
                results.Add(await CommandAsync(step, cancellationToken));
        }

        return results;
    }

    public void Dispose()
    {
        Directory.Delete(_home, recursive: true);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> CommandAsync(JsonObject step, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var difference = await TryAsync(step, cancellationToken);
            if (difference is null || (bool?)step["eventually"] != true || TimeProvider.System.GetElapsedTime(started) > Limit)
                return difference is null ? null : $"kubectl {string.Join(' ', step["argv"]!.AsArray().Select(static a => (string)a!))}: {difference}";
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<string?> TryAsync(JsonObject step, CancellationToken cancellationToken)
    {
        var arguments = step["argv"]!.AsArray().Select(a => run.Bindings.Substitute((string)a!)).ToList();
        var environment = (step["env"] as JsonObject ?? []).Select(p => KeyValuePair.Create(p.Key, run.Bindings.Substitute((string)p.Value!)));
        var result = await KubectlProcess.RunAsync(
            program, arguments, run.Bindings.Substitute((string?)step["stdin"] ?? ""), _home, _folder, environment, cancellationToken);
        if (result.Exit is null)
            return "did not end in time";
        var matcher = new TextMatcher(run.Bindings, (bool?)step["unordered"] == true);
        if (matcher.Compare((string?)step["stdout"] ?? "", result.Output) is { } output)
            return $"stdout {output}{(result.Error.Length > 0 ? $" (stderr: {result.Error.TrimEnd()})" : "")}";
        if (matcher.Compare((string?)step["stderr"] ?? "", Errors(result.Error, arguments)) is { } error)
            return $"stderr {error}";
        return result.Exit == (int)step["exit"]! ? null : $"exit {step["exit"]} expected, got {result.Exit}";
    }

    /// <summary>
    /// What kubectl wrote to stderr. Its client library logs a watch that ended within a second without an event. Where the command itself ends it by
    /// then, it is chance whether it does: it selects between the end of the watch and that of the command.
    /// </summary>
    private static string Errors(string text, List<string> arguments) => arguments.Contains("--timeout=1s")
        ? string.Join('\n', text.Split('\n').Where(static line => !line.Contains("ended with: very short watch:", StringComparison.Ordinal)))
        : text;
}
