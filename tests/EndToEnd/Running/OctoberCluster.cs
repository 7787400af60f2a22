using System.Text;
using System.Text.Json.Nodes;

namespace October.EndToEnd.Running;

/// <summary>The cluster of a group of tests with the sample app, used with the real kubectl.</summary>
public sealed class OctoberCluster : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-e2e-").FullName;
    private ICluster _cluster = null!;
    private Kubectl _kubectl = null!;

    public string Kubeconfig => _cluster.Kubeconfig;

    /// <summary>The api of the sample app, as the world reaches it.</summary>
    public HttpClient Ingress => _cluster.Api;

    /// <summary>For tests of the local cluster alone: they are skipped on others.</summary>
    public LocalOctober Local => (LocalOctober)_cluster;

    internal ICluster Target => _cluster;

    public async ValueTask InitializeAsync()
    {
        var given = TargetSettings.Given;
        _cluster = given is null ? await LocalOctober.StartAsync(_folder) : await GivenCluster.ConnectAsync(given);
        _kubectl = new Kubectl(Kubeconfig, _folder);
        Ingress.DefaultRequestHeaders.Host = "api.october.localhost";
        if (given is null)
            await ShowKeyAsync(Ingress, Kubeconfig);
    }

    /// <summary>Has the client show the generated key of the sample; a recreated app has another.</summary>
    internal static async Task ShowKeyAsync(HttpClient client, string kubeconfig)
    {
        var read = await new Kubectl(kubeconfig).OutputAsync("get", "secret", "october-api-auth", "-n", "october", "-o", "jsonpath={.data.API_KEY}");
        client.DefaultRequestHeaders.Remove("X-API-Key");
        client.DefaultRequestHeaders.Add("X-API-Key", Encoding.UTF8.GetString(Convert.FromBase64String(read)));
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        if (Environment.GetEnvironmentVariable("OCTOBER_KEEP") is null)
            Directory.Delete(_folder, recursive: true);
    }

    internal Task<Command> KubectlAsync(params string[] arguments) => _kubectl.RunAsync(arguments);

    internal Task<Command> KubectlAsync(string[] arguments, string? input) => _kubectl.RunAsync(arguments, input);

    internal Task<string> OutputAsync(params string[] arguments) => _kubectl.OutputAsync(arguments);

    internal async Task<JsonNode?> GetAsync(params string[] what)
    {
        var result = await KubectlAsync([.. (string[])["get", "-n", "october", "-o", "json"], .. what]);
        return result.ExitCode == 0 ? JsonNode.Parse(result.Output) : null;
    }

    internal async Task<string> PhaseAsync() => (string?)(await GetAsync("oapp", "october"))?["status"]?["phase"] ?? "";

    internal Task PatchAsync(string merge) => OutputAsync("patch", "oapp", "october", "-n", "october", "--type", "merge", "-p", merge);

    internal Task<JsonNode?> SettledAsync(string phase) => Eventually.BecomesAsync(
        () => GetAsync("oapp", "october"),
        app => (string?)app?["status"]?["phase"] == phase && (long?)app["status"]!["observedGeneration"] == (long?)app["metadata"]!["generation"],
        $"phase {phase}");

    /// <summary>The sample app, with the images of this cluster.</summary>
    internal string Sample(string tag = "v1") => File.ReadAllText(RepositoryRoot.File("config/samples/octoberapp.yaml"))
        .Replace("october-api:v1", _cluster.Image("api", tag), StringComparison.Ordinal)
        .Replace("october-worker:v1", _cluster.Image("worker", "v1"), StringComparison.Ordinal);

    /// <summary>The images of both components as a part of a merge patch of the spec.</summary>
    internal string Images(string tag) => new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["api"] = new JsonObject { ["image"] = _cluster.Image("api", tag) },
            ["worker"] = new JsonObject { ["image"] = _cluster.Image("worker", tag) },
        },
    }.ToJsonString();

    /// <summary>Whatever tests change is as in the sample, as a merge patch.</summary>
    internal string Good()
    {
        var patch = JsonNode.Parse(Images("v1"))!;
        foreach (var component in new[] { patch["spec"]!["api"]!, patch["spec"]!["worker"]! })
            (component["replicas"], component["env"]) = (null, null);
        (patch["spec"]!["config"], patch["spec"]!["rollout"]) = (new JsonObject { ["COLOUR"] = null }, null);
        return patch.ToJsonString();
    }

    /// <summary>Restores the initial state of every test: version 1, Ready.</summary>
    internal async Task ResetAsync()
    {
        (await KubectlAsync(["apply", "--server-side", "--force-conflicts", "-f", "-"], Sample())).Succeeds();
        await PatchAsync(Good());
        await SettledAsync("Ready");
        await ShowKeyAsync(Ingress, Kubeconfig);
    }

    /// <summary>A command of redis, from inside of its pod.</summary>
    internal async Task<string> RedisAsync(string password, params string[] command)
    {
        var pods = await GetAsync("pods", "-l", "october.dev/app=october,october.dev/component=redis", "--field-selector", "status.phase=Running");
        var pod = pods!["items"]![0]!;
        var (name, address) = ((string)pod["metadata"]!["name"]!, (string)pod["status"]!["podIP"]!);
        string[] client = ["env", $"REDISCLI_AUTH={password}", "redis-cli", "-h", address, "--no-auth-warning"];
        var result = await KubectlAsync(["exec", "-n", "october", name, "-c", "redis", "--", .. client, .. command]);
        return (result.Output + result.Error).Trim();
    }

    internal async Task<string> RedisPasswordAsync() => Encoding.UTF8.GetString(Convert.FromBase64String(
        (string)(await GetAsync("secret", "october-secret"))!["data"]!["REDIS_PASSWORD"]!));
}
