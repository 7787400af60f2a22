using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.Admission;

public sealed class AdmissionPluginsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly ResourceType Pods = new("", "v1", "pods");
    private static readonly ResourceType Quotas = new("", "v1", "resourcequotas");
    private static readonly ResourceType LimitRanges = new("", "v1", "limitranges");
    private readonly IClusterClient _client = Cluster.Create().ClientFor("tests");

    [Fact]
    public async Task A_quota_says_what_is_asked_used_and_allowed()
    {
        await Quota("""{"configmaps":"1"}""");
        await _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);

        var refusal = await Cluster.Refused(() => _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("b"), cancellationToken: Token));

        Assert.Equal(
            (403, "configmaps \"b\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=1, limited: configmaps=1"),
            (refusal.Code, refusal.Message));
        Assert.Equal("1", (await _client.GetAsync(Quotas, "default", "q", Token)).StringAt("status", "used", "configmaps"));
    }

    [Fact]
    public async Task What_is_deleted_no_longer_counts()
    {
        await Quota("""{"configmaps":"1"}""");
        await _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);
        await _client.DeleteAsync(Cluster.ConfigMaps, "default", "a", cancellationToken: Token);

        Assert.Equal("0", (await _client.GetAsync(Quotas, "default", "q", Token)).StringAt("status", "used", "configmaps"));
        await _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("b"), cancellationToken: Token);
    }

    [Fact]
    public async Task A_pod_must_say_what_a_quota_counts()
    {
        await Quota("""{"requests.cpu":"1"}""");

        Assert.EndsWith("failed quota: q: must specify requests.cpu for: c", (await Cluster.Refused(() => Pod("p", "{}"))).Message, StringComparison.Ordinal);
        await Pod("p", """{"requests":{"cpu":"600m"}}""");
        Assert.EndsWith("requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1",
            (await Cluster.Refused(() => Pod("p2", """{"requests":{"cpu":"600m"}}"""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_range_fills_in_what_containers_leave_out()
    {
        await LimitRange("""{"type":"Container","default":{"cpu":"500m"},"max":{"memory":"1Gi"}}""");

        var pod = await Pod("p", "{}");

        var resources = pod.ArrayAt("spec", "containers")![0].ObjectAt("resources");
        Assert.True(Cluster.Json("""{"requests":{"cpu":"500m","memory":"1Gi"},"limits":{"cpu":"500m","memory":"1Gi"}}""").DeepEqual(resources));
        Assert.Equal("Guaranteed", pod.StringAt("status", "qosClass"));
    }

    [Theory]
    [InlineData("""{"limits":{"cpu":"2"}}""", "maximum cpu usage per Container is 1, but limit is 2")]
    [InlineData("""{"limits":{"cpu":"1"},"requests":{"cpu":"10m"}}""", "minimum cpu usage per Container is 50m, but request is 10m")]
    [InlineData("{}", "")]
    public async Task What_is_out_of_range_is_refused(string resources, string sentence)
    {
        await LimitRange("""{"type":"Container","min":{"cpu":"50m"},"max":{"cpu":"1"}}""");

        var message = "";
        try
        {
            await Pod("p", resources);
        }
        catch (ApiStatusException exception)
        {
            message = exception.Message;
        }

        Assert.EndsWith(sentence, message, StringComparison.Ordinal);
        Assert.Equal(sentence.Length == 0, message.Length == 0);
    }

    [Fact]
    public async Task A_restricted_namespace_refuses_a_pod_and_names_all_that_it_lacks()
    {
        await Label("restricted");

        var refusal = await Cluster.Refused(() => Pod("p", "{}"));

        Assert.Equal(
            "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"c\" must set "
                + "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set "
                + "securityContext.capabilities.drop=[\"ALL\"]), " +
            "runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), " +
            "seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
            refusal.Message);
    }

    [Theory]
    [InlineData("""{"hostNetwork":true}""", "host namespaces (hostNetwork=true)")]
    [InlineData("""{"volumes":[{"name":"h","hostPath":{"path":"/"}}]}""", "hostPath volumes (volume \"h\")")]
    [InlineData(
        """{"containers":[{"name":"c","image":"i","securityContext":{"privileged":true}}]}""",
        "privileged (container \"c\" must not set securityContext.privileged=true)")]
    [InlineData(
        """{"containers":[{"name":"c","image":"i","securityContext":{"capabilities":{"add":["NET_ADMIN"]}}}]}""",
        "non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in securityContext.capabilities.add)")]
    public async Task A_baseline_namespace_refuses_what_reaches_for_the_node(string spec, string violation)
    {
        await Label("baseline");
        var pod = Cluster.Json(
            """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"default"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        foreach (var (field, value) in Cluster.Json(spec))
            pod.ObjectAt("spec")![field] = value?.DeepClone();

        Assert.EndsWith(violation, (await Cluster.Refused(() => _client.CreateAsync(Pods, pod, cancellationToken: Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_that_does_not_exist_is_refused() =>
        Assert.EndsWith(
            "Invalid value: \"strictest\": must be one of privileged, baseline, restricted",
            (await Cluster.Refused(() => Label("strictest"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_priority_class_must_be_there_and_gives_its_value()
    {
        var pod = Cluster.Json(
            """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"default"},"spec":{"priorityClassName":"high","containers":["""
                + """{"name":"c","image":"i"}]}}""");
        Assert.EndsWith(
            "no PriorityClass with name high was found",
            (await Cluster.Refused(() => _client.CreateAsync(Pods, pod.Clone(), cancellationToken: Token))).Message,
            StringComparison.Ordinal);
        await _client.CreateAsync(
            new ResourceType("scheduling.k8s.io", "v1", "priorityclasses"),
            Cluster.Json("""{"kind":"PriorityClass","apiVersion":"scheduling.k8s.io/v1","metadata":{"name":"high"},"value":7}"""),
            cancellationToken: Token);

        Assert.Equal(7, (await _client.CreateAsync(Pods, pod, cancellationToken: Token)).LongAt("spec", "priority"));
    }

    private Task<JsonObject> Pod(string name, string resources) => _client.CreateAsync(
        Pods,
        Cluster.Json(
            $$$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"containers":["""
                + $$$"""{"name":"c","image":"i","resources":{{{resources}}} }]} }"""),
        cancellationToken: Token);

    private Task<JsonObject> Quota(string hard) =>
        _client.CreateAsync(
            Quotas,
            Cluster.Json($$$"""{"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"q","namespace":"default"},"spec":{"hard":{{{hard}}} } }"""),
            cancellationToken: Token);

    private Task<JsonObject> LimitRange(string limit) =>
        _client.CreateAsync(
            LimitRanges,
            Cluster.Json($$$"""{"kind":"LimitRange","apiVersion":"v1","metadata":{"name":"l","namespace":"default"},"spec":{"limits":[{{{limit}}}]} }"""),
            cancellationToken: Token);

    private Task<JsonObject> Label(string level) =>
        _client.PatchAsync(
            Cluster.Namespaces,
            null,
            "default",
            Cluster.Json($$$"""{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"{{{level}}}"} } }"""),
            null,
            Token);
}
