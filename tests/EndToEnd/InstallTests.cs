using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.EndToEnd.Running;

namespace October.EndToEnd;

[Collection(nameof(CommandGroup))]
public sealed class InstallTests(OctoberCluster october)
{
    [LocalFact("what october up installs and prints")]
    public void Up_prints_the_URL_commands_to_try_and_how_to_stop()
    {
        Assert.Contains($"http://127.0.0.1:{october.Local.Port}", october.Local.Up.Output, StringComparison.Ordinal);
        Assert.Contains("kubectl get oapp", october.Local.Up.Output, StringComparison.Ordinal);
        Assert.Contains("october down", october.Local.Up.Output, StringComparison.Ordinal);
        Assert.Matches("redis: +(redis-server|garnet)", october.Local.Up.Output);
    }

    [Fact]
    public async Task The_namespaced_operator_can_be_installed_and_has_no_permissions_on_Secrets_elsewhere()
    {
        var rendered = (await october.KubectlAsync("kustomize", RepositoryRoot.File("config/namespaced"))).Succeeds().Output;
        var documents = rendered.Split("\n---\n");
        // The role that allows Secrets is bound in the watched namespaces only.
        var bindings = documents.Where(document => document.Contains("\n  kind: ClusterRole\n  name: october-operator\n", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, bindings.Count);
        Assert.All(bindings, document => Assert.Contains("kind: RoleBinding\n", document, StringComparison.Ordinal));
        foreach (var ns in new[] { "games", "shops" })
            Assert.Single(bindings, document => document.Contains($"  namespace: {ns}\n", StringComparison.Ordinal));
        // They may exist already.
        foreach (var ns in new[] { "october-system", "shops", "games" })
            await october.KubectlAsync("create", "namespace", ns);
        (await october.KubectlAsync(["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"], rendered)).Succeeds();
    }

    [LocalFact("what october up installs and prints")]
    public async Task The_lines_to_paste_have_the_key_read_and_do_not_have_it()
    {
        await october.ResetAsync();
        var output = october.Local.Up.Output;
        Assert.Contains(
            "  key=$(kubectl get secret october-api-auth -n october -o 'jsonpath={.data.API_KEY}' | base64 -d)\n", output, StringComparison.Ordinal);
        Assert.Contains("""-H "X-API-Key: $key" """, output, StringComparison.Ordinal);
        Assert.DoesNotContain(october.Ingress.DefaultRequestHeaders.GetValues("X-API-Key").Single(), output, StringComparison.Ordinal);
    }

    [LocalFact("what october up installs and prints")]
    public void The_kubeconfig_is_accessible_to_its_user_only() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(october.Kubeconfig));

    [Fact]
    public async Task Get_prints_the_columns()
    {
        await october.ResetAsync();
        // Just after a release a terminating pod may still be counted; how many there are is the autoscaler's affair.
        var output = await Eventually.BecomesAsync(
            () => october.OutputAsync("get", "oapp", "-n", "october"),
            text => Regex.IsMatch(text, @" (?<api>[0-9]+)/\k<api> +(?<worker>[0-9]+)/\k<worker> ", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)),
            "as many pods as wanted");
        var lines = output.Split('\n');
        Assert.Equal(
            ["NAME", "PHASE", "READY", "AVAILABLE", "API", "WORKER", "REVISION", "URL", "AGE", "REASON"],
            lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Ready", lines[1], StringComparison.Ordinal);
        Assert.Contains("Succeeded", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_child_of_an_app_is_created_and_owned_by_it()
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
            "Secret/october-api-auth",
        ];
        var names = items.Select(item => $"{item!["kind"]}/{item["metadata"]!["name"]}").ToList();
        Assert.Subset(names.ToHashSet(), expected.ToHashSet());
        Assert.Contains(names, name => name.StartsWith("ConfigMap/october-config-", StringComparison.Ordinal));
        // Backups, where another test has made some, outlive the app.
        Assert.All(items.Where(item => (string?)item!["metadata"]!["name"] != "october-backup-data"), item => Assert.Equal(
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
    public async Task A_task_is_run_through_ingress_api_redis_and_worker()
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
    public async Task Whoever_has_no_key_gets_nothing_through_the_ingress()
    {
        await october.ResetAsync();
        using var stranger = new HttpClient { BaseAddress = october.Ingress.BaseAddress };
        stranger.DefaultRequestHeaders.Host = "api.october.localhost";
        foreach (var path in new[] { "/tasks/a", "/queues", "/queues/dead", "/docs/", "/openapi/v1.json", "/metrics", "/nowhere" })
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await StatusAsync(new HttpRequestMessage(HttpMethod.Get, path)));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await StatusAsync(new HttpRequestMessage(HttpMethod.Post, "/tasks/add")));
        Assert.Equal(System.Net.HttpStatusCode.OK, await StatusAsync(new HttpRequestMessage(HttpMethod.Get, "/healthz")));
        var load = await LocalOctober.OctoberAsync(
            "load", $"{october.Ingress.BaseAddress}queues", "-H", "Host: api.october.localhost", "--app", "october", "-n", "october",
            "--kubeconfig", october.Kubeconfig, "-d", "3s", "-c", "1", "-o", "json");
        Assert.Equal(0, (int)JsonNode.Parse(load.Succeeds().Output)!["failures"]!);

        async Task<System.Net.HttpStatusCode> StatusAsync(HttpRequestMessage request)
        {
            using (request)
            using (var response = await stranger.SendAsync(request, TestContext.Current.CancellationToken))
                return response.StatusCode;
        }
    }

    [Fact]
    public async Task Kubectl_explain_describe_wait_logs_and_events_work()
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
        foreach (var mode in new string[][] { [], [], ["--server-side", "--force-conflicts"] })
            (await october.KubectlAsync(["apply", .. mode, "-f", "-"], october.Sample())).Succeeds();
        var after = await october.SettledAsync("Ready");
        Assert.Equal((long)before!["metadata"]!["generation"]!, (long)after!["metadata"]!["generation"]!);
    }
}
