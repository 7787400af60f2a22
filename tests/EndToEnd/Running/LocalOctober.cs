using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace October.EndToEnd.Running;

/// <summary>One <c>./october up --detach</c> for all tests of a group, used with the real kubectl.</summary>
public sealed class LocalOctober : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-e2e-").FullName;

    public int Port { get; } = FreePort();

    public int PrometheusPort { get; } = FreePort();

    public string DataDirectory => Path.Combine(_folder, "data");

    public string Kubeconfig => Path.Combine(DataDirectory, "kubeconfig");

    internal Command Up { get; private set; } = null!;

    public HttpClient Ingress { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // As the base images set it.
        var environment = new Dictionary<string, string> { ["ASPNETCORE_HTTP_PORTS"] = "8080" };
        Up = await OctoberAsync(
            ["up", "--detach", "--port", $"{Port}", "--data", DataDirectory, "--monitoring", "--monitoring-port", $"{PrometheusPort}"], environment);
        Up.Succeeds();
        Ingress = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(10) };
        Ingress.DefaultRequestHeaders.Host = "api.october.localhost";
        await ShowKeyAsync(Ingress, Kubeconfig);
    }

    /// <summary>Has the client show the generated key of the sample; a recreated app has another.</summary>
    internal static async Task ShowKeyAsync(HttpClient client, string kubeconfig)
    {
        var read = await Command.RunAsync(
            "kubectl",
            ["get", "secret", "october-api-auth", "-n", "october", "-o", "jsonpath={.data.API_KEY}"],
            new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig });
        client.DefaultRequestHeaders.Remove("X-API-Key");
        client.DefaultRequestHeaders.Add("X-API-Key", Encoding.UTF8.GetString(Convert.FromBase64String(read.Succeeds().Output)));
    }

    public async ValueTask DisposeAsync()
    {
        Ingress?.Dispose();
        await OctoberAsync("down", "--data", DataDirectory);
        if (Environment.GetEnvironmentVariable("OCTOBER_KEEP") is null)
            Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort() => Loopback.FreePort();

    internal static Task<Command> OctoberAsync(params string[] arguments) => OctoberAsync(arguments, environment: null);

    internal static Task<Command> OctoberAsync(string[] arguments, IReadOnlyDictionary<string, string>? environment) =>
        Command.RunAsync(RepositoryRoot.File("october"), arguments, environment, timeout: TimeSpan.FromMinutes(4));

    internal Task<Command> KubectlAsync(params string[] arguments) => KubectlAsync(arguments, null);

    internal Task<Command> KubectlAsync(string[] arguments, string? input) => Command.RunAsync(
        "kubectl", arguments, new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _folder, ["COLUMNS"] = "200" }, input);

    internal async Task<string> OutputAsync(params string[] arguments) => (await KubectlAsync(arguments)).Succeeds().Output;

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

    /// <summary>Restores the initial state of every test: version 1, Ready.</summary>
    internal async Task ResetAsync()
    {
        (await KubectlAsync("apply", "--server-side", "--force-conflicts", "-f", RepositoryRoot.File("config/samples/octoberapp.yaml"))).Succeeds();
        await PatchAsync("""{"spec":{"api":{"image":"october-api:v1","replicas":null},"worker":{"image":"october-worker:v1","replicas":null}}}""");
        await SettledAsync("Ready");
        await ShowKeyAsync(Ingress, Kubeconfig);
    }

    /// <summary>Processes of this cluster, its pods and its operator, that run this program; those of other clusters on the machine are left out.</summary>
    internal IReadOnlyList<int> OwnProcesses(string assembly) =>
        [
            .. Processes(assembly)
                .Where(id =>
                    Proc(id, "comm").StartsWith("dotnet", StringComparison.Ordinal) && Proc(id, "environ").Contains(DataDirectory, StringComparison.Ordinal)),
        ];

    /// <summary>Ids of the processes whose command line contains this text.</summary>
    internal static IReadOnlyList<int> Processes(string text)
    {
        var found = new List<int>();
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (Proc(process.Id, "cmdline").Replace('\0', ' ').Contains(text, StringComparison.Ordinal))
                    found.Add(process.Id);
            }
        }

        return found;
    }

    /// <summary>A file of a process in /proc; empty when it has just ended.</summary>
    private static string Proc(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
