using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

/// <summary>Sidecars, hooks and the account of a pod, with real processes.</summary>
public sealed class PodLifecycleTests
{
    [Fact]
    public async Task A_sidecar_starts_before_the_job_runs_beside_it_and_ends_with_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(ResourceTypes.Pods, """
            metadata:
              name: p
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 2
              initContainers:
              - name: helper
                image: sleep:v1
                restartPolicy: Always
              containers:
              - name: main
                image: echo:v1
            """);

        var pod = await cluster.UntilAsync(ResourceTypes.Pods, "p", p => p.StringAt("status", "phase") == "Succeeded");

        var helper = pod.ArrayAt("status", "initContainerStatuses")![0];
        var main = pod.ArrayAt("status", "containerStatuses")![0];
        Assert.True(string.CompareOrdinal(helper.StringAt("state", "terminated", "startedAt"), main.StringAt("state", "terminated", "startedAt")) <= 0);
        Assert.True(string.CompareOrdinal(helper.StringAt("state", "terminated", "finishedAt"), main.StringAt("state", "terminated", "finishedAt")) >= 0);
    }

    [Fact]
    public async Task A_hook_after_the_start_runs_and_one_that_fails_ends_the_container()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(ResourceTypes.Pods, Hooked("good", "touch done"));
        await cluster.CreateAsync(ResourceTypes.Pods, Hooked("bad", "echo broken; exit 1"));

        await cluster.UntilAsync(ResourceTypes.Pods, "good", p => p!.IsReady());
        await cluster.UntilAsync(ResourceTypes.Pods, "bad", p => p.ArrayAt("status", "containerStatuses")?[0].LongAt("restartCount") > 0);

        var failed = Assert.Single(await cluster.EventsAsync("FailedPostStartHook"), e => e.StringAt("involvedObject", "name") == "bad");
        Assert.Contains("broken", failed.StringAt("message"));
    }

    [Fact]
    public async Task A_pod_finds_its_token_and_a_kubeconfig_that_uses_it()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        await cluster.CreateAsync(ResourceTypes.Pods, """
            metadata:
              name: p
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: sleep:v1
                command: [sh, -c, 'cat "$KUBECONFIG" /var/run/secrets/kubernetes.io/serviceaccount/namespace; echo; cat /var/run/secrets/kubernetes.io/serviceaccount/token']
            """);
        await cluster.UntilAsync(ResourceTypes.Pods, "p", p => p.StringAt("status", "phase") == "Succeeded");

        var lines = (await cluster.LogAsync("p", new LogOptions())).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, l => l.Contains("tokenFile: ", StringComparison.Ordinal));
        Assert.Equal("default", lines[^2]);
        var user = await cluster.Host.Server.AuthenticateAsync(lines[^1]);
        Assert.Equal("system:serviceaccount:default:default", user?.Name);
        Assert.Equal("p", user?.Extra["authentication.kubernetes.io/pod-name"]);
    }

    [Fact]
    public async Task A_pods_files_follow_its_config_map()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var cluster = await TestCluster.StartAsync(o => o with { Time = time });
        await cluster.Client.CreateAsync(ResourceTypes.ConfigMaps, Cluster.ConfigMap("settings", "old"));
        await cluster.CreateAsync(ResourceTypes.Pods, """
            metadata:
              name: p
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: main
                image: sleep:v1
                volumeMounts:
                - name: settings
                  mountPath: /settings
              volumes:
              - name: settings
                configMap:
                  name: settings
            """);
        await TestCluster.AwaitAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return (await cluster.Client.GetAsync(ResourceTypes.Pods, "default", "p")).StringAt("status", "phase") == "Running";
            },
            () => "the pod does not run");
        Assert.Equal("old", await CatAsync(cluster));
        await cluster.Client.PatchAsync(ResourceTypes.ConfigMaps, "default", "settings", Cluster.Json("""{"data":{"v":"new"}}"""));

        await TestCluster.AwaitAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(30));
                return await CatAsync(cluster) == "new";
            },
            () => "the file is the old one");
        await cluster.Client.DeleteAsync(ResourceTypes.Pods, "default", "p", Cluster.Json("""{"gracePeriodSeconds":0}"""));
    }

    [Fact]
    public async Task What_a_pod_uses_is_measured_with_all_that_it_started()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(ResourceTypes.Pods, """
            metadata:
              name: p
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: main
                image: sleep:v1
                command: [sh, -c, "(while :; do :; done) & wait"]
            """);
        await cluster.UntilAsync(ResourceTypes.Pods, "p", p => p.StringAt("status", "phase") == "Running");

        await TestCluster.AwaitAsync(
            () =>
            {
                var usage = cluster.Host.Kubelet!.Measure().Single().Containers["main"].Usage;
                return Task.FromResult(usage.Processor > TimeSpan.FromMilliseconds(200) && usage.Memory > 100_000);
            },
            () => "no use is seen");
    }

    private static async Task<string> CatAsync(TestCluster cluster)
    {
        using var output = new MemoryStream();
        var streams = new ProcessStreams(null, output, Stream.Null, System.Threading.Channels.Channel.CreateUnbounded<TerminalSize>().Reader);
        await ((IKubelet)cluster.Host.Kubelet!).ExecAsync(
            new PodRef("default", "p"), "main", ["cat", "/settings/v"], streams, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Hooked(string name, string hook) => $"""
        metadata:
          name: {name}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: main
            image: sleep:v1
            lifecycle:
              postStart:
                exec:
                  command: [sh, -c, "{hook}"]
        """;
}
