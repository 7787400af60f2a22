using System.Text;
using System.Text.Json.Nodes;

namespace October.Abuse;

/// <summary>
/// A local cluster with the operator as <c>october up</c> runs it, with the roles of <c>config/rbac</c>. Somebody in it may write OctoberApps in one namespace,
/// by the packaged role, and nothing else.
/// </summary>
public abstract class AttackedCluster(string probe) : IAsyncLifetime
{
    /// <summary>Where the attacker may write OctoberApps.</summary>
    public const string Namespace = "attacked";

    /// <summary>In a Secret of another namespace; whoever has it was not kept out.</summary>
    public const string Treasure = "7rea5ure-0f-0thers";

    private readonly string _folder = Directory.CreateTempSubdirectory("october-abuse-").FullName;
    private string _token = "";

    public HttpClient Ingress { get; private set; } = null!;

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync()
    {
        var port = Loopback.FreePort();
        var environment = new Dictionary<string, string> { ["PROBE"] = probe };
        (await OctoberAsync(["up", "--no-sample", "--detach", "--port", $"{port}", "--data", Data], environment)).Succeeds();
        Ingress = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        Ingress.DefaultRequestHeaders.Host = "victim.localhost";
        (await AdminAsync(["apply", "-f", "-"], $$$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: {{{Namespace}}}}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: attacker, namespace: {{{Namespace}}}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: attacker, namespace: {{{Namespace}}}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: octoberapp-editor}
            subjects: [{kind: ServiceAccount, name: attacker, namespace: {{{Namespace}}}}]
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: treasure, namespace: october-system}
            stringData: {value: {{{Treasure}}}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: victim, namespace: october-system}
            """)).Succeeds();
        _token = (await AdminAsync(["create", "token", "attacker", "-n", Namespace])).Succeeds().Output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        Ingress?.Dispose();
        await OctoberAsync(["down", "--data", Data], new Dictionary<string, string>());
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>As whoever may do everything.</summary>
    internal Task<Command> AdminAsync(string[] arguments, string? input = null) => KubectlAsync(Path.Combine(Data, "kubeconfig"), arguments, input);

    /// <summary>What the NetworkPolicies of the cluster say of connections into the attacked namespace, as JSON.</summary>
    internal async Task<string> NetpolAsync(params string[] arguments) => (await OctoberAsync(
        ["netpol", "-n", Namespace, "--kubeconfig", Path.Combine(Data, "kubeconfig"), .. arguments], [])).Output;

    /// <summary>As the attacker.</summary>
    internal async Task<Command> AttackerAsync(string[] arguments, string? input = null)
    {
        var file = Path.Combine(_folder, "attacker");
        if (!File.Exists(file))
        {
            var admin = JsonNode.Parse((await AdminAsync(["config", "view", "--raw", "-o", "json"])).Succeeds().Output)!;
            admin["users"]![0]!["user"] = new JsonObject { ["token"] = _token };
            await File.WriteAllTextAsync(file, admin.ToJsonString(), TestContext.Current.CancellationToken);
        }

        return await KubectlAsync(file, arguments, input);
    }

    /// <summary>An app of the attacker's, with this in its spec; null where the API server refuses it.</summary>
    internal async Task<JsonNode?> CreateAppAsync(string name, string spec)
    {
        var app = new JsonObject
        {
            ["apiVersion"] = "october.dev/v1",
            ["kind"] = "OctoberApp",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Namespace },
            ["spec"] = JsonNode.Parse(spec),
        };
        return (await AttackerAsync(["create", "-f", "-", "--validate=false"], app.ToJsonString())).ExitCode == 0 ? app : null;
    }

    /// <summary>The app's status, once it says this.</summary>
    internal async Task<string> StatusAsync(string name, Func<string, bool> expected, string what)
    {
        var deadline = DateTimeOffset.UtcNow.AddMinutes(2);
        while (true)
        {
            var status = (await AdminAsync(["get", "oapp", name, "-n", Namespace, "-o", "jsonpath={.status}"])).Succeeds().Output;
            if (expected(status))
                return status;
            Assert.True(DateTimeOffset.UtcNow < deadline, $"{what}: not in time; the status is {status}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whatever the attacker may read has the treasure nowhere, nothing was granted to him, and what is others' is still there.</summary>
    internal async Task NothingIsGainedAsync()
    {
        (await AdminAsync(["get", "secret/treasure", "configmap/victim", "-n", "october-system"])).Succeeds();
        var apps = (await AdminAsync(["get", "oapp,events,configmaps,controllerrevisions", "-n", Namespace, "-o", "json"])).Succeeds().Output;
        Assert.DoesNotContain(Treasure, apps, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Treasure)), apps, StringComparison.Ordinal);
        foreach (var (verb, resource) in new[] { ("get", "secrets"), ("create", "pods"), ("create", "clusterrolebindings"), ("impersonate", "users") })
        {
            var answer = await AttackerAsync(["auth", "can-i", verb, resource, "-n", Namespace]);
            Assert.Equal("no", answer.Output.Trim().Split('\n')[^1]);
        }
    }

    private static Task<Command> OctoberAsync(string[] arguments, Dictionary<string, string> environment) =>
        Command.RunAsync(RepositoryRoot.File("october"), arguments, environment, timeout: TimeSpan.FromMinutes(4));

    private Task<Command> KubectlAsync(string kubeconfig, string[] arguments, string? input) =>
        Command.RunAsync("kubectl", arguments, new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["HOME"] = _folder }, input);
}

/// <summary>Probes go to the pods.</summary>
public sealed class WithDirectProbes() : AttackedCluster("direct");

/// <summary>Probes go through the API server, with the operator's credentials.</summary>
public sealed class WithProxiedProbes() : AttackedCluster("proxy");
