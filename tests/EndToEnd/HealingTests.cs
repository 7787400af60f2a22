using October.EndToEnd.Running;

namespace October.EndToEnd;

[Collection(nameof(ReleaseGroup))]
public sealed class HealingTests(OctoberCluster october)
{
    [Fact]
    public async Task A_killed_api_process_is_restarted()
    {
        await october.ResetAsync();
        var before = await october.Target.InstancesAsync("api");
        Assert.NotEmpty(before);
        await october.Target.KillAsync("api");
        await Eventually.BecomesAsync(
            () => october.Target.InstancesAsync("api"), now => now.Count > 0 && !now.Intersect(before).Any(), "a new api process");
        await Eventually.BecomesAsync(StatusAsync, status => status == 200, "the api answers again");
    }

    [Fact]
    public async Task A_deleted_child_is_created_again()
    {
        await october.ResetAsync();
        var before = (string)(await october.GetAsync("svc", "october-api"))!["metadata"]!["uid"]!;
        await october.OutputAsync("delete", "svc", "october-api", "-n", "october");
        await Eventually.BecomesAsync(
            async () => (string?)(await october.GetAsync("svc", "october-api"))?["metadata"]?["uid"],
            uid => uid is not null && uid != before,
            "the Service is created again");
        await Eventually.BecomesAsync(StatusAsync, status => status == 200, "the api answers through the Service");
    }

    [Fact]
    public async Task Editing_replicas_starts_and_stops_processes()
    {
        await october.ResetAsync();
        var revision = (string)(await october.GetAsync("oapp", "october"))!["status"]!["revisions"]!["current"]!;
        await october.PatchAsync("""{"spec":{"worker":{"replicas":3}}}""");
        await Eventually.BecomesAsync(() => october.Target.InstancesAsync("worker"), workers => workers.Count == 3, "three workers");
        await october.PatchAsync("""{"spec":{"worker":{"replicas":1}}}""");
        await Eventually.BecomesAsync(() => october.Target.InstancesAsync("worker"), workers => workers.Count == 1, "one worker");
        var app = await october.SettledAsync("Ready");
        Assert.Equal(revision, (string)app!["status"]!["revisions"]!["current"]!);
    }

    [Fact]
    public async Task Scaling_an_autoscaled_Deployment_is_not_reverted()
    {
        await october.ResetAsync();
        var corrected = await EventsAsync("DriftCorrected");
        await october.OutputAsync("scale", "deployment/october-api", "-n", "october", "--replicas=2");
        // The autoscaler takes the second one away again, perhaps before anybody looks. Kubernetes says "to 2 from 1" before 1.30.
        string[] scaled = ["from 1 to 2", "to 2 from 1"];
        await Eventually.BecomesAsync(
            () => EventsAsync("ScalingReplicaSet"), events => scaled.Any(words => events.Contains(words, StringComparison.Ordinal)), "two apis");
        await october.OutputAsync("scale", "deployment/october-api", "-n", "october", "--replicas=1");
        await Eventually.BecomesAsync(() => october.Target.InstancesAsync("api"), apis => apis.Count == 1, "one api");
        Assert.Equal(corrected, await EventsAsync("DriftCorrected"));

        Task<string> EventsAsync(string reason) => october.OutputAsync(
            "get", "events", "-n", "october", "--field-selector", $"reason={reason}", "-o", "jsonpath={range .items[*]}{.count} {.message}{'\\n'}{end}");
    }

    [Fact]
    public async Task A_rollout_succeeds_although_the_operator_is_killed_during_it()
    {
        await october.ResetAsync();
        await october.PatchAsync(october.Images("v2"));
        foreach (var phase in new[] { "Progressing", "Verifying" })
        {
            await Eventually.BecomesAsync(october.PhaseAsync, now => now == phase || now == "Ready", phase);
            await october.Target.KillOperatorAsync();
        }

        var app = await october.SettledAsync("Ready");
        Assert.Equal(october.Target.Image("api", "v2"), (string)app!["status"]!["components"]!["api"]!["image"]!);
        Assert.Equal(october.Target.Image("worker", "v2"), (string)app["status"]!["components"]!["worker"]!["image"]!);
    }

    private async Task<int> StatusAsync()
    {
        try
        {
            using var response = await october.Ingress.GetAsync("/healthz", TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
