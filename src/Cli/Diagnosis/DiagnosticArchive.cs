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
    ];

    /// <summary>Writes every file; <paramref name="progress"/> is called with the name of each.</summary>
    public static async Task WriteAsync(
        AppSession session, string? kubeconfig, ZipArchive archive, Action<string> progress, CancellationToken cancellationToken)
    {
        var app = await session.Api.GetAppAsync(session.Namespace, session.Name, cancellationToken);
        await AddAsync("octoberapp.json", app);
        foreach (var (group, plural) in Kinds)
        {
            var list = await session.Api.GetAsync(
                $"{group}/namespaces/{session.Namespace}/{plural}?labelSelector=october.dev%2Fapp%3D{session.Name}", cancellationToken, allowMissing: true);
            if (list?["items"] is JsonArray { Count: > 0 })
                await AddAsync($"{plural}.json", list);
        }

        await AddAsync("events.json", await EventsAsync(session, cancellationToken));
        await AddAsync("version.json", await session.Api.GetAsync("version", cancellationToken));
        foreach (var pod in await session.PodsAsync(cancellationToken))
        {
            foreach (var container in pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []))
            {
                foreach (var previous in new[] { "false", "true" })
                {
                    var log = await session.Api.TextAsync(
                        $"api/v1/namespaces/{session.Namespace}/pods/{pod.Metadata.Name}/log?container={container.Name}&tailLines={LogLines}&"
                            + $"previous={previous}",
                        cancellationToken);
                    if (log.Length > 0)
                        await WriteAsync(
                            archive,
                            $"logs/{pod.Metadata.Name}/{container.Name}{(previous == "true" ? ".previous" : "")}.log",
                            log,
                            progress,
                            cancellationToken);
                }
            }
        }

        foreach (var (name, text) in await OperatorLogs.ReadAsync(session.Api, kubeconfig, LogLines, cancellationToken))
            await WriteAsync(archive, name, text, progress, cancellationToken);

        Task AddAsync(string name, JsonNode? node) =>
            WriteAsync(archive, name, Redaction.Of(node)?.ToJsonString(Indented) ?? "null", progress, cancellationToken);
    }

    /// <summary>Events of the app and of objects whose names start with the app's.</summary>
    private static async Task<JsonNode> EventsAsync(AppSession session, CancellationToken cancellationToken)
    {
        var all = await session.Api.GetAsync($"api/v1/namespaces/{session.Namespace}/events", cancellationToken);
        var matching = all!["items"]!.AsArray().Where(entry =>
            (string?)entry!["involvedObject"]?["name"] is { } name && (name == session.Name || name.StartsWith(session.Name + "-", StringComparison.Ordinal)));
        return new JsonArray([.. matching.Select(entry => entry!.DeepClone())]);
    }

    private static async Task WriteAsync(ZipArchive archive, string name, string text, Action<string> progress, CancellationToken cancellationToken)
    {
        progress(name);
        await using var entry = await archive.CreateEntry(name).OpenAsync(cancellationToken);
        await using var writer = new StreamWriter(entry);
        await writer.WriteAsync(Redaction.Text(text).AsMemory(), cancellationToken);
    }
}
