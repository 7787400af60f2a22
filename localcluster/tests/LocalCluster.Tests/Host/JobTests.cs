using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Simulation;
using October.LocalCluster.Testing;

namespace October.LocalCluster.Host;

public sealed class JobTests
{
    [Fact]
    public async Task A_job_completes_when_its_program_succeeds_and_counts_it_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        await CreateJobAsync(cluster, "true:v1", "completions: 2");
        var job = await cluster.UntilAsync(ResourceTypes.Jobs, "work", j => j is not null && j.IsTrue("Complete"));
        Assert.Equal(2, job.LongAt("status", "succeeded"));
        Assert.Empty(job.ObjectAt("status", "uncountedTerminatedPods")!);
        Assert.NotNull(job.StringAt("status", "completionTime"));
        var pods = (await cluster.Client.ListAsync(ResourceTypes.Pods, "default", cancellationToken: TestContext.Current.CancellationToken)).Items;
        Assert.Equal(2, pods.Count);
        Assert.All(pods, p => Assert.Empty(p.Finalizers()));
    }

    [Fact]
    public async Task A_job_fails_when_its_program_failed_too_often()
    {
        await using var cluster = await TestCluster.StartAsync();
        await CreateJobAsync(cluster, "false:v1", "backoffLimit: 0");
        var job = await cluster.UntilAsync(ResourceTypes.Jobs, "work", j => j is not null && j.IsTrue("Failed"));
        Assert.Equal("BackoffLimitExceeded", job!.Condition("Failed").StringAt("reason"));
        Assert.Equal(1, job.LongAt("status", "failed"));
    }

    [Fact]
    public async Task A_job_whose_pods_are_refused_says_so_and_ends_by_its_deadline_all_the_same()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await cluster.CreateAsync(ResourceTypes.ResourceQuotas, "metadata: {name: no-pods}\nspec: {hard: {count/pods: \"0\"}}");
        await CreateJobAsync(cluster, "sleep:v1", "activeDeadlineSeconds: 1");
        var job = await cluster.UntilAsync(ResourceTypes.Jobs, "work", j => j is not null && j.IsTrue("Failed"));
        Assert.Equal("DeadlineExceeded", job!.Condition("Failed").StringAt("reason"));
        var events = (await cluster.Client.ListAsync(new ResourceType("", "v1", "events"), "default")).Items;
        Assert.Contains(events, e => e.StringAt("reason") == "FailedCreate" && e.StringAt("message")!.Contains("exceeded quota", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Background")]
    [InlineData("Foreground")]
    public async Task The_pod_of_a_deleted_job_goes_though_nobody_is_left_to_count_it(string policy)
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await CreateJobAsync(cluster, "sleep:v1", "completions: 1");
        await RunningAsync(cluster);

        await DeleteAsync(cluster, policy);

        await TestCluster.AwaitAsync(async () => await PodAsync(cluster) is null, () => "the pod is still there");
    }

    [Fact]
    public async Task A_pod_that_its_job_leaves_behind_runs_on_and_can_be_deleted()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await CreateJobAsync(cluster, "sleep:v1", "completions: 1");
        await RunningAsync(cluster);

        await DeleteAsync(cluster, "Orphan");

        await TestCluster.AwaitAsync(async () => (await PodAsync(cluster))!.Finalizers().Length == 0, () => "it has a finalizer");
        Assert.Equal("Running", (await PodAsync(cluster))!.Phase());
    }

    [Fact]
    public async Task A_job_that_takes_the_name_of_a_deleted_one_does_not_keep_its_pods()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await CreateJobAsync(cluster, "sleep:v1", "completions: 1");
        var first = await RunningAsync(cluster);

        await DeleteAsync(cluster, "Background");
        await CreateJobAsync(cluster, "sleep:v1", "completions: 1");

        await TestCluster.AwaitAsync(
            async () => await cluster.Client.GetAsync(ResourceTypes.Pods, "default", first.Name()) is null, () => "the first job's pod is still there");
        await RunningAsync(cluster);
    }

    [Fact]
    public async Task A_cron_job_starts_a_job_each_time_it_is_due_and_keeps_a_short_history()
    {
        var time = new VirtualClock(new DateTimeOffset(2026, 1, 1, 0, 0, 30, TimeSpan.Zero));
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            Node = NodeKind.Simulated,
            Time = time,
            Script = new SimulationScript(new Dictionary<string, ImageBehaviour> { ["backup:v1"] = new() { ExitAfter = TimeSpan.FromSeconds(1) } }),
        });
        await cluster.CreateAsync(ResourceTypes.CronJobs, """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
            spec:
              schedule: "*/5 * * * *"
              successfulJobsHistoryLimit: 1
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                      - name: main
                        image: backup:v1
            """);
        var seen = new HashSet<string>();
        Assert.True(await time.UntilAsync(
            async () =>
            {
                foreach (var job in (await cluster.Client.ListAsync(ResourceTypes.Jobs, "default")).Items)
                    seen.Add(job.Name());
                return seen.Count >= 3;
            },
            TimeSpan.FromMinutes(20)));
        var first = new DateTimeOffset(2026, 1, 1, 0, 5, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;
        Assert.Contains($"backup-{first}", seen);
        Assert.True(await time.UntilAsync(
            async () => (await cluster.Client.ListAsync(ResourceTypes.Jobs, "default")).Items.All(j => j.Name() != $"backup-{first}"),
            TimeSpan.FromMinutes(1)));
    }

    private static async Task<JsonObject> RunningAsync(TestCluster cluster)
    {
        await TestCluster.AwaitAsync(async () => (await PodAsync(cluster))?.Phase() == "Running", () => "no pod runs");
        return (await PodAsync(cluster))!;
    }

    private static async Task<JsonObject?> PodAsync(TestCluster cluster) =>
        (await cluster.Client.ListAsync(ResourceTypes.Pods, "default")).Items.FirstOrDefault();

    private static Task DeleteAsync(TestCluster cluster, string policy) =>
        cluster.Client.DeleteAsync(ResourceTypes.Jobs, "default", "work", new JsonObject { ["propagationPolicy"] = policy });

    private static Task<JsonObject> CreateJobAsync(TestCluster cluster, string image, string spec) => cluster.CreateAsync(ResourceTypes.Jobs, $"""
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: work
        spec:
          {spec}
          template:
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: {image}
        """);
}
