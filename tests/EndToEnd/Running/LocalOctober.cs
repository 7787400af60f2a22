using System.Diagnostics;
using System.Text.Json.Nodes;

namespace October.EndToEnd.Running;

/// <summary>One <c>./october up --detach</c>: pods, operator and redis are processes of this machine.</summary>
public sealed class LocalOctober : ICluster
{
    private readonly string _folder;

    private LocalOctober(string folder)
    {
        _folder = folder;
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(10) };
    }

    public int Port { get; } = FreePort();

    public int PrometheusPort { get; } = FreePort();

    public string DataDirectory => Path.Combine(_folder, "data");

    public string Kubeconfig => Path.Combine(DataDirectory, "kubeconfig");

    internal Command Up { get; private set; } = null!;

    public HttpClient Api { get; }

    public bool IsAlwaysReachable => true;

    internal static async Task<LocalOctober> StartAsync(string folder)
    {
        var october = new LocalOctober(folder);
        // As the base images set it.
        var environment = new Dictionary<string, string> { ["ASPNETCORE_HTTP_PORTS"] = "8080" };
        string[] monitoring = ["--monitoring", "--monitoring-port", $"{october.PrometheusPort}"];
        october.Up = await OctoberAsync(["up", "--detach", "--port", $"{october.Port}", "--data", october.DataDirectory, .. monitoring], environment);
        october.Up.Succeeds();
        return october;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await OctoberAsync("down", "--data", DataDirectory);
    }

    public string Image(string component, string tag) => $"october-{component}:{tag}";

    public string Broken(string component, string fault) => new JsonObject { ["image"] = Image(component, fault) }.ToJsonString();

    public Task<IReadOnlyList<string>> InstancesAsync(string component) =>
        Task.FromResult<IReadOnlyList<string>>([.. OwnProcesses($"october-{component}.dll").Select(id => $"{id}")]);

    public Task KillAsync(string component) => KillProcesses($"october-{component}.dll");

    public Task KillOperatorAsync() => KillProcesses("october-operator.dll");

    public static int FreePort() => Loopback.FreePort();

    internal static Task<Command> OctoberAsync(params string[] arguments) => OctoberAsync(arguments, environment: null);

    internal static Task<Command> OctoberAsync(string[] arguments, IReadOnlyDictionary<string, string>? environment) =>
        Command.RunAsync(RepositoryRoot.File("october"), arguments, environment, timeout: TimeSpan.FromMinutes(4));

    private Task KillProcesses(string assembly)
    {
        foreach (var id in OwnProcesses(assembly))
            Process.GetProcessById(id).Kill();
        return Task.CompletedTask;
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

    /// <summary>A file of a process in /proc; empty when it has just ended, or is another user's.</summary>
    private static string Proc(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
