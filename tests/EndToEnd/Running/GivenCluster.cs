using System.Text.Json.Nodes;

namespace October.EndToEnd.Running;

/// <summary>A cluster of somebody else, with the operator or without it; everything is done through its API.</summary>
internal sealed class GivenCluster : ICluster
{
    private const string OperatorPods = "app.kubernetes.io/name=october-operator";
    private readonly TargetSettings _settings;
    private readonly Kubectl _kubectl;
    private readonly PortForward? _forward;

    private GivenCluster(TargetSettings settings, Kubectl kubectl)
    {
        (_settings, _kubectl) = (settings, kubectl);
        _forward = settings.Ingress is null ? new PortForward(settings.Kubeconfig) : null;
        Api = new HttpClient { BaseAddress = settings.Ingress ?? _forward!.Address, Timeout = TimeSpan.FromSeconds(10) };
    }

    public string Kubeconfig => _settings.Kubeconfig;

    public HttpClient Api { get; }

    public bool IsAlwaysReachable => _forward is null;

    /// <summary>Installs the operator where there is none.</summary>
    public static async Task<GivenCluster> ConnectAsync(TargetSettings settings)
    {
        var kubectl = new Kubectl(settings.Kubeconfig);
        var app = await kubectl.RunAsync("get", "crd", "octoberapps.october.dev", "-o", "name");
        if (app.ExitCode != 0)
            await InstallAsync(kubectl, settings);
        else if (!settings.Replaces)
            await RefuseAsync(kubectl);
        return new GivenCluster(settings, kubectl);
    }

    public string Image(string component, string tag) => $"{_settings.Images}{component}:{tag}";

    /// <summary>What a wrong value of a setting does is a fault, too, and needs no image of its own.</summary>
    public string Broken(string component, string fault)
    {
        var (name, value) = fault switch
        {
            "crash" => ("PORT", "nowhere"),
            "bad-ready" => ("REDIS_URL", "redis://127.0.0.1:1/0"),
            // No worker serves it.
            "bad-smoke" => ("TASKS_QUEUE", "nobody"),
            "bad-result" => ("WORKER_QUEUES", "nobody"),
            _ => ("", ""),
        };
        return name.Length == 0
            ? new JsonObject { ["image"] = Image(component, fault) }.ToJsonString()
            : new JsonObject { ["env"] = new JsonArray(new JsonObject { ["name"] = name, ["value"] = value }) }.ToJsonString();
    }

    public async Task<IReadOnlyList<string>> InstancesAsync(string component)
    {
        var pods = await PodsAsync("october", $"october.dev/app=october,october.dev/component={component}");
        return
        [
            .. pods.Where(pod => pod["metadata"]!["deletionTimestamp"] is null && pod["status"]?["containerStatuses"]?[0]?["state"]?["running"] is not null)
                .Select(pod => $"{pod["metadata"]!["uid"]}/{pod["status"]!["containerStatuses"]![0]!["restartCount"]}"),
        ];
    }

    public async Task KillAsync(string component) => await DeleteAsync("october", $"october.dev/app=october,october.dev/component={component}");

    public async Task KillOperatorAsync()
    {
        if ((await PodsAsync("october-system", OperatorPods)).Count == 0)
            Assert.Skip("the operator is no pod of this cluster: nothing of its API ends it");
        await DeleteAsync("october-system", OperatorPods);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (_forward is not null)
            await _forward.DisposeAsync();
    }

    private async Task<IReadOnlyList<JsonNode>> PodsAsync(string ns, string labels) =>
        [.. JsonNode.Parse(await _kubectl.OutputAsync("get", "pods", "-n", ns, "-l", labels, "-o", "json"))!["items"]!.AsArray().Select(pod => pod!)];

    private Task<string> DeleteAsync(string ns, string labels) =>
        _kubectl.OutputAsync("delete", "pods", "-n", ns, "-l", labels, "--grace-period=0", "--force");

    private static async Task InstallAsync(Kubectl kubectl, TargetSettings settings)
    {
        var manifests = await kubectl.OutputAsync("kustomize", RepositoryRoot.File("config/default"));
        var image = OperatorImage().Replace(manifests, $"image: {settings.Images}operator:v1");
        (await kubectl.RunAsync(["apply", "--server-side", "-f", "-"], image)).Succeeds();
        await kubectl.OutputAsync("rollout", "status", "deployment/october-operator", "-n", "october-system", "--timeout=180s");
    }

    private static System.Text.RegularExpressions.Regex OperatorImage() =>
        new("image: .*october-operator:.*", System.Text.RegularExpressions.RegexOptions.NonBacktracking);

    private static async Task RefuseAsync(Kubectl kubectl)
    {
        if ((await kubectl.RunAsync("get", "oapp", "october", "-n", "october")).ExitCode == 0)
        {
            throw new InvalidOperationException(
                "The cluster has an OctoberApp october in the namespace october, which the tests would change and break: delete it, or add --replace");
        }
    }
}
