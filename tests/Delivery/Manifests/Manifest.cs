using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Delivery.Manifests;

/// <summary>Objects that are installed together.</summary>
internal sealed class Manifest(IReadOnlyList<JsonNode> objects)
{
    public IReadOnlyList<JsonNode> Objects => objects;

    /// <summary>The pods that these objects make.</summary>
    public IEnumerable<JsonNode> Pods => objects.Select(PodOf).OfType<JsonNode>();

    /// <summary>What <c>kubectl apply -k</c> installs.</summary>
    public static async Task<Manifest> OfFolderAsync(string folder)
    {
        var rendered = (await Command.RunAsync("kubectl", ["kustomize", RepositoryRoot.File(folder)])).Succeeds().Output;
        // The client's way from YAML to JSON.
        var labelled = await Command.RunAsync("kubectl", ["label", "--local", "-f", "-", "-o", "json", "checked=yes"], input: rendered);
        return Parse(labelled.Succeeds().Output);
    }

    /// <summary>What the operator creates for an app.</summary>
    public static async Task<Manifest> OfAppAsync(string path) =>
        Parse((await Command.RunAsync(RepositoryRoot.File("october"), ["render", "-f", path, "-o", "json"])).Succeeds().Output);

    /// <summary>One or more JSON texts, of objects or lists of them.</summary>
    public static Manifest Parse(string json)
    {
        var found = new List<JsonNode>();
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            var one = JsonNode.Parse(ref reader)!;
            found.AddRange(one is JsonObject single && single["items"] is null ? [single] : PodRules.Items(one as JsonArray ?? one["items"]));
        }

        return new Manifest(found);
    }

    public bool Has(string kind, string name) => objects.Any(one => (string?)one["kind"] == kind && (string?)one["metadata"]!["name"] == name);

    /// <summary>The pod that an object makes, as its template says; null when it makes none.</summary>
    public static JsonNode? PodOf(JsonNode one) => (string?)one["kind"] switch
    {
        "Deployment" or "Job" => one["spec"]!["template"],
        "CronJob" => one["spec"]!["jobTemplate"]!["spec"]!["template"],
        _ => null,
    };

    /// <summary>What each check finds.</summary>
    public IEnumerable<string> Findings()
    {
        foreach (var one in objects)
        {
            var name = $"{one["kind"]}/{one["metadata"]?["name"]}";
            foreach (var (rule, finds) in LinkRules.All)
            {
                if (finds(one, this))
                    yield return $"{rule}: {name}";
            }

            if (PodOf(one)?["spec"] is not { } pod)
                continue;
            foreach (var (rule, _) in PodRules.OfPod.Where(rule => rule.Value(pod)))
                yield return $"{rule}: {name}";
            foreach (var container in PodRules.Items(pod["containers"]).Concat(PodRules.Items(pod["initContainers"])))
            {
                foreach (var (rule, _) in PodRules.OfContainer.Where(rule => rule.Value(pod, container)))
                    yield return $"{rule}: {name} container {container["name"]}";
            }
        }
    }
}
