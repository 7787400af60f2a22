namespace October.Abuse;

/// <summary>Who may only write OctoberApps in a namespace gains nothing that docs/security.md does not list.</summary>
public abstract class EditorTests(AttackedCluster cluster)
{
    private const string Images = """
        "api":{"image":"october-api:v1","replicas":1},"worker":{"image":"october-worker:v1","replicas":1}
        """;

    /// <summary>Ways from an api's path to a Secret of another namespace, through the API server's proxy.</summary>
    private static readonly string[] Paths =
    [
        "/../../../../../../namespaces/october-system/secrets/treasure",
        "/..%2f..%2f..%2f..%2f..%2f..%2fnamespaces/october-system/secrets/treasure",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/namespaces/october-system/secrets/treasure",
        "/..\\..\\..\\..\\..\\..\\namespaces\\october-system\\secrets\\treasure",
        "//october-system/../../secrets/treasure",
        "http://127.0.0.1/api/v1/namespaces/october-system/secrets/treasure",
        "@127.0.0.1/api/v1/namespaces/october-system/secrets/treasure",
    ];

    [Fact]
    public async Task A_path_of_a_probe_reads_no_Secret_of_others_whoever_lets_it_through()
    {
        foreach (var path in Paths)
            Assert.Null(await cluster.CreateAppAsync("refused", Probing(path)));
        // As before there were such rules: then the operator alone is in the way.
        await WithoutRulesAsync(async () =>
        {
            foreach (var (path, i) in Paths[..2].Select((path, i) => (path, i)))
            {
                Assert.NotNull(await cluster.CreateAppAsync($"path{i}", Probing(path)));
                var status = await cluster.StatusAsync(
                    $"path{i}", status => status.Contains("smoke probe 'a' failed", StringComparison.Ordinal), "its probe is refused");
                Assert.Contains("stays below the api", status, StringComparison.Ordinal);
                await cluster.NothingIsGainedAsync();
                (await cluster.AdminAsync(["delete", "oapp", $"path{i}", "-n", AttackedCluster.Namespace])).Succeeds();
            }
        });
    }

    [Fact]
    public async Task A_header_of_a_probe_borrows_nobodys_rights_whoever_lets_it_through()
    {
        foreach (var header in new[] { "Impersonate-User", "impersonate-group", "X-Remote-User", "Host", "Upgrade", "Connection", "Cookie" })
            Assert.Null(await cluster.CreateAppAsync("refused", Probing("/healthz", header)));
        await WithoutRulesAsync(async () =>
        {
            Assert.NotNull(await cluster.CreateAppAsync("header", Probing("/healthz", "Impersonate-User")));
            // Sent to a pod it is a word like any other; it must not come to the API server with the operator's credentials.
            var expected = cluster is WithProxiedProbes ? "The header Impersonate-User is not sent through the API server" : "\"phase\":\"Ready\"";
            await cluster.StatusAsync("header", status => status.Contains(expected, StringComparison.Ordinal), expected);
            await cluster.NothingIsGainedAsync();
            (await cluster.AdminAsync(["delete", "oapp", "header", "-n", AttackedCluster.Namespace])).Succeeds();
        });
    }

    /// <summary>A value that ends its header becomes a header of its own, or a request of its own, with the credentials of whoever sends it.</summary>
    [Theory]
    [InlineData("X-A", "x\\r\\nImpersonate-User: system:admin")]
    [InlineData("X-A", "x\\r\\n\\r\\nDELETE /api/v1/namespaces/october-system/configmaps/victim HTTP/1.1\\r\\nHost: x\\r\\nY: z")]
    [InlineData("Content-Type", "text/plain\\r\\n\\r\\nGET /api/v1/namespaces/october-system/secrets/treasure HTTP/1.1\\r\\nHost: x\\r\\nY: z")]
    public async Task A_value_of_a_header_is_no_request_of_its_own_whoever_lets_it_through(string header, string value)
    {
        Assert.Null(await cluster.CreateAppAsync("refused", Probing("/healthz", header, value)));
        await WithoutRulesAsync(async () =>
        {
            Assert.NotNull(await cluster.CreateAppAsync("broken", Probing("/healthz", header, value)));
            await cluster.StatusAsync("broken", status => status.Contains("its value has a line break", StringComparison.Ordinal), "its probe is refused");
            await cluster.NothingIsGainedAsync();
            (await cluster.AdminAsync(["delete", "oapp", "broken", "-n", AttackedCluster.Namespace])).Succeeds();
        });
    }

    [Theory]
    [InlineData("""{"hostNetwork":true}""")]
    [InlineData("""{"hostPID":true}""")]
    [InlineData("""{"serviceAccountName":"default"}""")]
    [InlineData("""{"serviceAccount":"default","serviceAccountName":null}""")]
    [InlineData("""{"containers":[{"name":"api","securityContext":{"privileged":true}}]}""")]
    [InlineData("""{"containers":[{"name":"api","securityContext":{"capabilities":{"add":["SYS_ADMIN"]}}}]}""")]
    [InlineData("""{"volumes":[{"name":"host","hostPath":{"path":"/"}}]}""")]
    [InlineData("""{"volumes":[{"name":"tmp","hostPath":{"path":"/"}}]}""")]
    public async Task An_override_that_reaches_the_node_or_another_identity_starts_no_pod(string pod)
    {
        var name = $"pod{Guid.NewGuid():N}"[..20];
        var spec = Probing("/healthz").Replace("\"october-api:v1\"", $"\"october-api:v1\",\"podTemplate\":{{\"spec\":{pod}}}", StringComparison.Ordinal);
        if (await cluster.CreateAppAsync(name, spec) is null)
            return;
        await cluster.StatusAsync(name, status => status.Contains("refused by the operator's --restrict=baseline", StringComparison.Ordinal), "it is refused");
        var pods = await cluster.AdminAsync(["get", "pods,deployments", "-n", AttackedCluster.Namespace, "-l", $"october.dev/app={name}", "-o", "name"]);
        Assert.Empty(pods.Succeeds().Output.Trim());
    }

    [Fact]
    public async Task The_Secret_of_somebody_else_is_neither_taken_over_nor_read()
    {
        foreach (var name in new[] { "theirs-secret", "theirs-api-auth", "theirs-redis-auth" })
        {
            var value = $"--from-literal=REDIS_PASSWORD={AttackedCluster.Treasure}";
            (await cluster.AdminAsync(["create", "secret", "generic", name, "-n", AttackedCluster.Namespace, value])).Succeeds();
        }

        var before = await SecretsAsync();
        Assert.NotNull(await cluster.CreateAppAsync("theirs", Probing("/healthz")));
        await cluster.StatusAsync("theirs", status => status.Contains("exists and does not belong to this app", StringComparison.Ordinal), "the clash is said");
        Assert.Equal(before, await SecretsAsync());
        await cluster.NothingIsGainedAsync();

        async Task<string> SecretsAsync() => (await cluster.AdminAsync(
            ["get", "secret", "theirs-secret", "theirs-api-auth", "theirs-redis-auth", "-n", AttackedCluster.Namespace, "-o", "yaml"])).Succeeds().Output;
    }

    private static string Probing(string path, string? header = null, string value = "system:admin")
    {
        var headers = header is null ? "" : $$$""","headers":[{"name":"{{{header}}}","value":"{{{value}}}"}]""";
        var escaped = path.Replace("\\", "\\\\", StringComparison.Ordinal);
        return $$$"""{{{{Images}}},"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"{{{escaped}}}"{{{headers}}}}]}}""";
    }

    /// <summary>With the definition of an installation that nobody has upgraded.</summary>
    private async Task WithoutRulesAsync(Func<Task> attack)
    {
        const string Definition = "customresourcedefinitions.apiextensions.k8s.io/octoberapps.october.dev";
        var lax = """
            [{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/rollout",
              "value":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}]
            """;
        (await cluster.AdminAsync(["patch", Definition, "--type=json", "-p", lax])).Succeeds();
        await attack();
        var file = RepositoryRoot.File("config/crd/october.dev_octoberapps.yaml");
        (await cluster.AdminAsync(["apply", "--server-side", "--force-conflicts", "-f", file])).Succeeds();
    }
}

[Collection(nameof(DirectGroup))]
public sealed class EditorOfDirectlyProbedApps(WithDirectProbes cluster) : EditorTests(cluster);

public sealed class EditorOfProxiedApps(WithProxiedProbes cluster) : EditorTests(cluster), IClassFixture<WithProxiedProbes>;
