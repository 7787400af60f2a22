using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(OwnClusterGroup))]
public sealed class RestartTests
{
    [LocalFact("october up and its processes")]
    public async Task After_a_kill_the_next_up_has_the_same_objects_and_the_tasks_that_waited_run()
    {
        await using var up = new SampleUp(Directory.CreateTempSubdirectory("october-restart-").FullName);
        await up.StartAsync();
        var before = await UidsAsync(up.Data);
        var task = await up.SendAsync("""{"args":[2,3],"options":{"countdown":10}}""");

        await up.KillAsync();
        var output = await up.StartAsync();

        Assert.Contains("continues the cluster of ", output, StringComparison.Ordinal);
        Assert.Equal(before, await UidsAsync(up.Data));
        Assert.Equal(5, await up.ResultAsync(task));
    }

    private static async Task<string> UidsAsync(string data) => (await Command.RunAsync(
        "kubectl",
        ["get", "oapp,deploy,svc,pvc,secret", "-n", "october", "-o", "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid}{'\\n'}{end}"],
        new Dictionary<string, string> { ["KUBECONFIG"] = Path.Combine(data, "kubeconfig") })).Succeeds().Output;
}
