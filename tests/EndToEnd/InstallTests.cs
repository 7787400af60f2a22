using System.Text.Json.Nodes;
using October.Testing;

namespace October.EndToEnd;

[Collection(nameof(CommandGroup))]
public sealed class InstallTests(LocalOctober october)
{
    [Fact]
    public void Up_says_where_it_is_what_to_try_and_how_to_stop()
    {
        Assert.Contains($"http://127.0.0.1:{october.Port}", october.Up.Output, StringComparison.Ordinal);
        Assert.Contains("kubectl get oapp", october.Up.Output, StringComparison.Ordinal);
        Assert.Contains("october down", october.Up.Output, StringComparison.Ordinal);
        Assert.Matches("redis: +(redis-server|garnet)", october.Up.Output);
    }

    [Fact]
    public async Task An_operator_of_one_namespace_has_no_rights_on_secrets_elsewhere_and_can_be_installed()
    {
        var rendered = (await october.KubectlAsync("kustomize", RepositoryRoot.File("config/namespaced"))).Succeeds().Output;
        var documents = rendered.Split("\n---\n");
        Assert.Contains(
            documents, document => document.Contains("kind: Role\n", StringComparison.Ordinal) && document.Contains("- secrets", StringComparison.Ordinal));
        Assert.DoesNotContain(
            documents,
            document => document.Contains("kind: ClusterRole\n", StringComparison.Ordinal) && document.Contains("- secrets", StringComparison.Ordinal));
        // It may be there already.
        await october.KubectlAsync("create", "namespace", "october-system");
        (await october.KubectlAsync(["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"], rendered)).Succeeds();
    }

    [Fact]
    public void The_kubeconfig_is_for_its_user_only() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(october.Kubeconfig));

    [Fact]
    public async Task Get_shows_the_columns_that_people_look_for()
    {
        await october.ResetAsync();
        // A release that has just ended may still show a pod that is on its way out.
        var lines = await Eventually.BecomesAsync(
            async () => (await october.OutputAsync("get", "oapp", "-n", "october")).Split('\n'),
            all => all[1].Contains("1/1   1/1", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20),
            "one pod each");
        Assert.Equal(
            ["NAME", "PHASE", "READY", "AVAILABLE", "API", "WORKER", "REVISION", "URL", "AGE", "REASON"],
            lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Ready", lines[1], StringComparison.Ordinal);
        Assert.Contains("Succeeded", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_an_app_needs_is_made_and_owned_by_it()
    {
        await october.ResetAsync();
        var app = await october.GetAsync("oapp", "october");
        var children = await october.GetAsync("deploy,svc,ing,hpa,pvc,cm,secret");
        var items = children!["items"]!
            .AsArray()
            .Where(item => (string)item!["metadata"]!["name"]! is var name && name.StartsWith("october-", StringComparison.Ordinal))
            .ToList();
        string[] expected =
        [
            "Deployment/october-api", "Deployment/october-worker", "Deployment/october-redis", "Service/october-api", "Service/october-redis",
            "Ingress/october-api", "HorizontalPodAutoscaler/october-api", "PersistentVolumeClaim/october-redis-data", "Secret/october-secret",
        ];
        var names = items.Select(item => $"{item!["kind"]}/{item["metadata"]!["name"]}").ToList();
        Assert.Subset(names.ToHashSet(), expected.ToHashSet());
        Assert.Contains(names, name => name.StartsWith("ConfigMap/october-config-", StringComparison.Ordinal));
        Assert.All(items, item => Assert.Equal(
            (string)app!["metadata"]!["uid"]!, (string?)item!["metadata"]!["ownerReferences"]?[0]?["uid"]));
        Assert.Equal(
            "1Gi",
            (string?)
                items.Single(item => $"{item!["kind"]}/{item["metadata"]!["name"]}" == "PersistentVolumeClaim/october-redis-data")!["spec"]!["resources"]![
                    "requests"
                ]!["storage"]);
        var port = items.Single(item => $"{item!["kind"]}/{item["metadata"]!["name"]}" == "Service/october-api")!["spec"]!["ports"]![0]!;
        Assert.Equal(80, (int)port["port"]!);
    }

    [Fact]
    public async Task A_task_goes_through_ingress_api_redis_worker_and_back()
    {
        await october.ResetAsync();
        using var body = new StringContent("""{"args":[2,3]}""", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using var accepted = await october.Ingress.PostAsync("/tasks/add", body, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, accepted.StatusCode);
        var id = (string)JsonNode.Parse(await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
        var result = JsonNode.Parse(await october.Ingress.GetStringAsync($"/tasks/{id}?wait=5s", TestContext.Current.CancellationToken))!;
        Assert.Equal("SUCCESS", (string)result["status"]!);
        Assert.Equal(5, (int)result["result"]!);
    }

    [Fact]
    public async Task Kubectl_explains_describes_waits_and_shows_logs_and_events()
    {
        await october.ResetAsync();
        Assert.Contains("The HTTP service", await october.OutputAsync("explain", "octoberapp.spec.api"), StringComparison.Ordinal);
        Assert.Contains("image", await october.OutputAsync("explain", "octoberapp.spec", "--recursive"), StringComparison.Ordinal);
        Assert.Contains("RolloutSucceeded", await october.OutputAsync("describe", "oapp", "october", "-n", "october"), StringComparison.Ordinal);
        await october.OutputAsync("wait", "--for=condition=Ready", "oapp/october", "-n", "october", "--timeout=10s");
        Assert.Contains(
            "successfully rolled out", await october.OutputAsync("rollout", "status", "deployment/october-api", "-n", "october"), StringComparison.Ordinal);
        Assert.NotEmpty(await october.OutputAsync("logs", "deployment/october-api", "-n", "october"));
        Assert.Contains("RolloutSucceeded", await october.OutputAsync("get", "events", "-n", "october"), StringComparison.Ordinal);
        Assert.Contains("Running", await october.OutputAsync("get", "pods", "-n", "october"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Applying_the_same_again_changes_nothing()
    {
        await october.ResetAsync();
        var before = await october.GetAsync("oapp", "october");
        var sample = RepositoryRoot.File("config/samples/octoberapp.yaml");
        (await october.KubectlAsync("apply", "-f", sample)).Succeeds();
        (await october.KubectlAsync("apply", "-f", sample)).Succeeds();
        (await october.KubectlAsync("apply", "--server-side", "--force-conflicts", "-f", sample)).Succeeds();
        var after = await october.SettledAsync("Ready");
        Assert.Equal((long)before!["metadata"]!["generation"]!, (long)after!["metadata"]!["generation"]!);
    }
}
