using System.Text.Json.Nodes;
using October.Cli.Cluster;

namespace October.Cli.Diagnosis;

/// <summary>The operator's own logs: of its pods, and of the process that <c>october up</c> runs.</summary>
internal static class OperatorLogs
{
    private const string Selector = "labelSelector=app.kubernetes.io%2Fname%3Doctober-operator";

    /// <summary>Each log with its file name; in place of what cannot be read, why.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="kubeconfig">Path of the kubeconfig, beside which <c>october up</c> writes; null when there is none.</param>
    /// <param name="lines">How many lines of each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<(string Name, string Text)>> ReadAsync(
        ClusterApi api, string? kubeconfig, int lines, CancellationToken cancellationToken)
    {
        var logs = new List<(string, string)>();
        if (kubeconfig is not null && Path.Combine(Path.GetDirectoryName(Path.GetFullPath(kubeconfig))!, "operator.log") is var local && File.Exists(local))
            logs.Add(("operator/operator.log", await TailAsync(local, lines, cancellationToken)));
        try
        {
            foreach (var pod in (await api.GetAsync($"api/v1/pods?{Selector}", cancellationToken))?["items"]?.AsArray() ?? [])
                logs.AddRange(await OfPodAsync(api, pod!, lines, cancellationToken));
        }
        catch (CliException exception)
        {
            logs.Add(("operator/not-readable.txt", exception.Message));
        }

        if (logs.Count == 0)
            logs.Add(("operator/not-found.txt", "no pod of the cluster has the label app.kubernetes.io/name=october-operator"));
        return logs;
    }

    private static async Task<IEnumerable<(string Name, string Text)>> OfPodAsync(ClusterApi api, JsonNode pod, int lines, CancellationToken cancellationToken)
    {
        var (ns, name) = ((string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!);
        var logs = new List<(string Name, string Text)>();
        foreach (var previous in new[] { false, true })
        {
            var file = $"operator/{name}{(previous ? ".previous" : "")}";
            try
            {
                if (await new PodLog(ns, name, "operator", previous).ReadAsync(api, lines, cancellationToken) is { } text)
                    logs.Add(($"{file}.log", text));
            }
            catch (CliException exception)
            {
                logs.Add(($"{file}.not-readable.txt", exception.Message));
            }
        }

        return logs;
    }

    private static async Task<string> TailAsync(string path, int lines, CancellationToken cancellationToken)
    {
        var last = new Queue<string>();
        // The operator is writing it.
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            last.Enqueue(line);
            if (last.Count > lines)
                last.Dequeue();
        }

        return string.Join('\n', last);
    }
}
