using System.Diagnostics;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Testing;

namespace October.LocalCluster.Host;

/// <summary>A cluster for a test, with real processes, and ways to wait for what it does.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>Of real time, and generous: a busy machine is slow.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly string _directory;

    private readonly TimeProvider _time;

    private TestCluster(LocalClusterHost host, TimeProvider time, string directory) => (Host, _time, _directory) = (host, time, directory);

    public LocalClusterHost Host { get; }

    public IClusterClient Client => Host.Client;

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "october-test-program");

    /// <summary><c>web</c> serves HTTP on its port; <c>sleep</c> does nothing; <c>false</c> fails at once; <c>stubborn</c> ignores SIGTERM.</summary>
    public static ImageMap Images { get; } = new(new Dictionary<string, ImageEntry>
    {
        ["web:v1"] = new() { Command = [Program, "{podIP}", "{port:http}"], Env = new Dictionary<string, string> { ["POD_NAME"] = "{podName}" } },
        ["web:v2"] = new() { Command = [Program, "{podIP}", "{port:http}"], Env = new Dictionary<string, string> { ["POD_NAME"] = "{podName}" } },
        ["stubborn:v1"] = new() { Command = [Program, "{podIP}", "{port:http}", "stubborn"] },
        ["sleep:v1"] = new() { Command = ["sleep"], Args = ["300"] },
        ["false:v1"] = new() { Command = ["false"] },
        ["true:v1"] = new() { Command = ["true"] },
        ["echo:v1"] = new() { Command = ["echo"], Args = ["hello from echo"] },
    });

    public static async Task<TestCluster> StartAsync(Func<LocalClusterOptions, LocalClusterOptions>? change = null)
    {
        var directory = Directory.CreateTempSubdirectory("october-test-").FullName;
        var options = new LocalClusterOptions
        {
            ApiPort = null,
            DataDirectory = Path.Combine(directory, "node"),
            Images = Images,
            Seed = directory.GetHashCode(StringComparison.Ordinal),
        };
        options = change is null ? options : change(options);
        return new TestCluster(await LocalClusterHost.StartAsync(options, TestContext.Current.CancellationToken), options.Time, directory);
    }

    /// <summary>Creates an object written as YAML.</summary>
    public Task<JsonObject> CreateAsync(ResourceType type, string yaml)
    {
        var body = (JsonObject)Yaml.Read(yaml).Root!;
        body["metadata"]!.AsObject().TryAdd("namespace", "default");
        return Client.CreateAsync(type, body, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <param name="name">Name, and value of the label <c>app</c>.</param>
    /// <param name="image">Image of the container <c>main</c>.</param>
    /// <param name="replicas">Number of pods.</param>
    /// <param name="more">A line of YAML in the container.</param>
    /// <param name="spec">A line of YAML in the Deployment's spec.</param>
    /// <param name="grace">The termination grace period.</param>
    public Task<JsonObject> DeployAsync(string name, string image, int replicas = 1, string more = "", string spec = "", int grace = 3) => CreateAsync(
        ResourceTypes.Deployments,
        $"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {name}
        spec:
          replicas: {replicas}
          selector:
            matchLabels:
              app: {name}
          {spec}
          template:
            metadata:
              labels:
                app: {name}
            spec:
              terminationGracePeriodSeconds: {grace}
              containers:
              - name: main
                image: {image}
                ports:
                - name: http
                  containerPort: 8000
                {more}
        """);

    /// <summary>Waits until the object (null when it does not exist) is as described, and returns it.</summary>
    public async Task<JsonObject?> UntilAsync(ResourceType type, string name, Func<JsonObject?, bool> condition, string ns = "default")
    {
        JsonObject? last = null;
        await AwaitAsync(async () => condition(last = await Client.GetAsync(type, ns, name)), () => last?.ToJsonString() ?? "(does not exist)");
        return last;
    }

    public async Task<IReadOnlyList<JsonObject>> UntilPodsAsync(string app, Func<IReadOnlyList<JsonObject>, bool> condition)
    {
        IReadOnlyList<JsonObject> last = [];
        await AwaitAsync(
            async () => condition(last = (await Client.ListAsync(ResourceTypes.Pods, "default", $"app={app}")).Items),
            () => string.Join('\n', last.Select(p => p["status"]?.ToJsonString())));
        return last;
    }

    public Task UntilReadyAsync(string deployment, int replicas = 1) => UntilAsync(
        ResourceTypes.Deployments, deployment,
        d => d.LongAt("status", "observedGeneration") == d!.Generation() && d.LongAt("status", "updatedReplicas") == replicas
            && d.LongAt("status", "availableReplicas") == replicas && d.LongAt("status", "replicas") == replicas);

    public async Task<IReadOnlyList<JsonObject>> EventsAsync(string reason) =>
        [.. (await Client.ListAsync(ResourceTypes.Events, "default")).Items.Where(e => e.StringAt("reason") == reason)];

    public async Task<string> LogAsync(string pod, LogOptions options)
    {
        using var output = new MemoryStream();
        await ((IKubelet)Host.Kubelet!).WriteLogAsync(new PodRef("default", pod), "main", options, output, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Runs the real kubectl as the administrator. The cluster must listen.</summary>
    public async Task<(int Exit, string Output, string Error)> KubectlAsync(string[] arguments, string input = "")
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var home = Directory.CreateDirectory(Path.Combine(_directory, Path.GetRandomFileName()));
        var kubeconfig = Path.Combine(home.FullName, "kubeconfig");
        await KubeconfigFile.WriteAsync(kubeconfig, Host.Kubeconfig, cancellationToken);
        var start = new ProcessStartInfo("kubectl", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["HOME"], start.Environment["KUBECONFIG"]) = (home.FullName, kubeconfig);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Deadline, cancellationToken);
        return (process.ExitCode, await output, await error);
    }

    public static async Task AwaitAsync(Func<Task<bool>> condition, Func<string> describe)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            while (!await condition())
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It did not happen in {Deadline.TotalSeconds} s. Last seen: {describe()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        var ending = Host.DisposeAsync().AsTask();
        // What ends gracefully on the cluster's clock needs that clock to move.
        if (_time is VirtualClock time)
            await time.UntilAsync(() => Task.FromResult(ending.IsCompleted), TimeSpan.FromHours(1));
        await ending;
        Directory.Delete(_directory, recursive: true);
    }
}
