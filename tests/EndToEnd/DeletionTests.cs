using October.EndToEnd.Running;


namespace October.EndToEnd;

[Collection(nameof(ReleaseGroup))]
public sealed class DeletionTests(OctoberCluster october)
{
    [Fact]
    public async Task Deleting_the_app_deletes_its_children_and_ends_their_processes()
    {
        await october.ResetAsync();
        await october.OutputAsync("delete", "oapp", "october", "-n", "october", "--timeout=60s");
        // Backups of another test outlive the app.
        await october.OutputAsync("delete", "pvc", "october-backup-data", "-n", "october", "--ignore-not-found", "--timeout=60s");
        await Eventually.BecomesAsync(
            async () => (await october.OutputAsync("get", "deploy,rs,svc,ing,hpa,pvc,pods,controllerrevisions", "-n", "october", "-o", "name")).Trim(),
            names => names.Length == 0, "everything is gone");
        if (TargetSettings.Given is null)
        {
            await Eventually.BecomesAsync(
                () => Task.FromResult(LocalOctober.Processes(Path.Combine(october.Local.DataDirectory, "pods")).Count),
                count => count == 0,
                "no process is left");
        }

        (await october.KubectlAsync(["apply", "-f", "-"], october.Sample())).Succeeds();
        await october.SettledAsync("Ready");
    }
}
