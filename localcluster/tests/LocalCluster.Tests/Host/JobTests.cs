using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Simulation;

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
    public async Task A_cron_job_starts_a_job_each_time_it_is_due_and_keeps_a_short_history()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 30, TimeSpan.Zero));
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
        await TestCluster.AwaitAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                foreach (var job in (await cluster.Client.ListAsync(ResourceTypes.Jobs, "default")).Items)
                    seen.Add(job.Name());
                return seen.Count >= 3;
            },
            () => string.Join(' ', seen));
        var first = new DateTimeOffset(2026, 1, 1, 0, 5, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;
        Assert.Contains($"backup-{first}", seen);
        await TestCluster.AwaitAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return (await cluster.Client.ListAsync(ResourceTypes.Jobs, "default")).Items.All(j => j.Name() != $"backup-{first}");
            },
            () => "the first job is still there");
    }

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
