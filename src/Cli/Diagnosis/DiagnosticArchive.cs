using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Cli.Apps;

namespace October.Cli.Diagnosis;

/// <summary>Writes an app's resource, objects, events and logs, and the operator's log, to an archive.</summary>
internal static class DiagnosticArchive
{
    private const int LogLines = 1000;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, MaxDepth = 256 };

    /// <summary>Kinds by path below the namespace; Secrets are left out on purpose.</summary>
    private static readonly (string Group, string Plural)[] Kinds =
    [
        ("api/v1", "pods"), ("api/v1", "services"), ("api/v1", "configmaps"), ("api/v1", "persistentvolumeclaims"), ("apis/apps/v1", "deployments"),
        ("apis/apps/v1", "replicasets"), ("apis/apps/v1", "controllerrevisions"), ("apis/autoscaling/v2", "horizontalpodautoscalers"),
        ("apis/networking.k8s.io/v1", "ingresses"), ("apis/networking.k8s.io/v1", "networkpolicies"), ("apis/policy/v1", "poddisruptionbudgets"),
        ("apis/batch/v1", "jobs"), ("apis/batch/v1", "cronjobs"),
    ];

    /// <summary>Writes every file; <paramref name="progress"/> is called with the name of each.</summary>
    public static async Task WriteAsync(
        AppSession session, string? kubeconfig, ZipArchive archive, Action<string> progress, CancellationToken cancellationToken)
    {
        var unread = new List<string>();
        await AddAsync("octoberapp.json", () => session.Api.GetAppAsync(session.Namespace, session.Name, cancellationToken));
        foreach (var (group, plural) in Kinds)
        {
            await AddAsync($"{plural}.json", async () =>
            {
                var list = await session.Api.GetAsync(
                    $"{group}/namespaces/{session.Namespace}/{plural}?labelSelector=october.dev%2Fapp%3D{session.Name}",
                    cancellationToken,
                    allowMissing: true);
                return list?["items"] is JsonArray { Count: > 0 } ? list : null;
            });
        }

        await AddAsync("events.json", () => EventsAsync(session, cancellationToken));
        await AddAsync("version.json", () => session.Api.GetAsync("version", cancellationToken));
        await TryAsync("logs", async () =>
        {
            foreach (var log in (await session.PodsAsync(cancellationToken)).SelectMany(PodLog.Of))
                await TryAsync(log.File, async () => await WriteAsync(log.File, await log.ReadAsync(session.Api, LogLines, cancellationToken)));
        });
        foreach (var (name, text) in await OperatorLogs.ReadAsync(session.Api, kubeconfig, LogLines, cancellationToken))
            await WriteAsync(name, text);
        if (unread.Count > 0)
            await WriteAsync("not-readable.txt", string.Join('\n', unread));

        Task AddAsync(string name, Func<Task<JsonNode?>> read) => TryAsync(name, async () =>
        {
            if (await read() is { } node)
                await WriteAsync(name, Redaction.Of(node)!.ToJsonString(Indented));
        });

        // What one user may not see, or is not there any more, keeps nothing else out of the archive.
        async Task TryAsync(string name, Func<Task> write)
        {
            try
            {
                await write();
            }
            catch (CliException exception)
            {
                unread.Add($"{name}: {exception.Message}");
            }
        }

        async Task WriteAsync(string name, string? text)
        {
            if (text is null)
                return;
            progress(name);
            await using var entry = await archive.CreateEntry(name).OpenAsync(cancellationToken);
            await using var writer = new StreamWriter(entry);
            await writer.WriteAsync(Redaction.Text(text).AsMemory(), cancellationToken);
        }
    }

    /// <summary>Events of the app and of objects whose names start with the app's.</summary>
    private static async Task<JsonNode?> EventsAsync(AppSession session, CancellationToken cancellationToken)
    {
        var all = await session.Api.GetAsync($"api/v1/namespaces/{session.Namespace}/events", cancellationToken);
        var matching = all!["items"]!.AsArray().Where(entry =>
            (string?)entry!["involvedObject"]?["name"] is { } name && (name == session.Name || name.StartsWith(session.Name + "-", StringComparison.Ordinal)));
        return new JsonArray([.. matching.Select(entry => entry!.DeepClone())]);
    }
}
