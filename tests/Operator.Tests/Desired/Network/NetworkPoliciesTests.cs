using System.Text.Json.Nodes;
using October.Cli.Policies;
using October.Crd.Defaults;
using October.Crd.Spec;
using October.Crd.Spec.Network;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Runtime.Api;

namespace October.Operator.Desired.Network;

/// <summary>Asks the rendered policies, as a network plugin would, whether a connection may be made.</summary>
public sealed class NetworkPoliciesTests
{
    private static readonly AppIdentity App = new("shops", "shop", "1");

    [Theory]
    [InlineData("api", "redis", 6379, true)]
    [InlineData("worker", "redis", 6379, true)]
    [InlineData("api-preview", "redis", 6379, true)]
    [InlineData("worker-preview", "redis", 6379, true)]
    [InlineData("operator", "api", 8000, true)]
    [InlineData("operator", "api-preview", 8000, true)]
    [InlineData("operator", "redis", 6379, false)]
    [InlineData("prometheus", "api", 8001, true)]
    [InlineData("prometheus", "api", 8000, false)]
    [InlineData("app-named-prometheus", "api", 8001, false)]
    [InlineData("app-named-prometheus", "worker", 9000, false)]
    [InlineData("app-named-october-operator", "api", 8000, false)]
    [InlineData("ingress", "api", 8001, false)]
    [InlineData("prometheus", "worker", 9000, true)]
    [InlineData("prometheus", "redis", 6379, false)]
    [InlineData("ingress", "api", 8000, true)]
    [InlineData("ingress", "api-preview", 8000, false)]
    [InlineData("ingress", "worker", 9000, false)]
    [InlineData("stranger", "api", 8000, false)]
    [InlineData("stranger", "redis", 6379, false)]
    [InlineData("api", "worker", 9000, false)]
    [InlineData("worker", "api", 8000, false)]
    [InlineData("redis", "api", 8000, false)]
    [InlineData("api", "dns", 53, true)]
    [InlineData("redis", "dns", 53, true)]
    [InlineData("api", "openshift-dns", 5353, true)]
    [InlineData("redis", "openshift-dns", 5353, true)]
    [InlineData("api", "openshift-dns", 8080, false)]
    [InlineData("api", "dns", 5353, false)]
    [InlineData("api", "stranger", 5353, false)]
    [InlineData("api", "stranger", 5432, false)]
    [InlineData("worker", "database", 5432, true)]
    [InlineData("redis", "database", 5432, false)]
    public void Exactly_what_the_app_needs_is_let_through(string from, string to, int port, bool allowed) =>
        Assert.Equal(allowed, Allows(Restricted(), from, to, port));

    [Fact]
    public void Without_ingressFrom_everybody_may_call_the_api_while_there_is_an_ingress_and_nobody_without_one()
    {
        var spec = DesiredStateTests.Minimal();
        Assert.True(Allows(spec, "stranger", "api", 8000));
        Assert.False(Allows(spec, "stranger", "api-preview", 8000));
        spec.Ingress = new IngressSpec { Enabled = false };
        Assert.False(Allows(spec, "stranger", "api", 8000));
        Assert.True(Allows(spec, "operator", "api", 8000));
    }

    [Fact]
    public void Switched_off_there_is_none()
    {
        var spec = DesiredStateTests.Minimal();
        spec.NetworkPolicy = new NetworkPolicySpec { Enabled = false };
        Assert.Empty(NetworkPolicies.Render(Input(spec)));
    }

    [Theory]
    [InlineData("ClusterIP", false)]
    [InlineData("NodePort", true)]
    [InlineData("LoadBalancer", true)]
    public void Without_an_ingress_a_public_service_lets_everybody_in(string type, bool allowed)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Ingress = new IngressSpec { Enabled = false };
        spec.Api.Service = new ApiServiceSpec { Type = type };
        Assert.Equal(allowed, Allows(spec, "stranger", "api", 8000));
        Assert.False(Allows(spec, "stranger", "api-preview", 8000));
    }

    [Fact]
    public void Namespaces_that_the_operator_is_configured_with_keep_out_pods_that_only_wear_a_label()
    {
        var cluster = new ClusterFacts { PrometheusNamespace = "monitoring", DnsNamespace = "kube-system" };
        Assert.True(Allows("monitoring/prometheus", "shops/api", 8001));
        Assert.False(Allows("shops/prometheus", "shops/api", 8001));
        Assert.False(Allows("shops/prometheus", "shops/worker", 9000));
        Assert.True(Allows("shops/api", "kube-system/dns", 53));
        Assert.False(Allows("shops/api", "shops/stranger", 53));
        Assert.False(Allows("shops/api", "openshift-dns/dns", 5353));
        cluster = cluster with { DnsNamespace = "openshift-dns" };
        Assert.True(Allows("shops/api", "openshift-dns/dns", 5353));
        Assert.True(Allows("shops/api", "openshift-dns/dns", 53));
        Assert.False(Allows("shops/api", "kube-system/dns", 53));

        bool Allows(string from, string to, int port) => PolicyEvaluator.Evaluate(
            [.. NetworkPolicies.Render(Input(DesiredStateTests.Minimal()) with { Cluster = cluster }).Select(policy => KubeJson.Node(policy).AsObject())],
            End(from.Split('/')[1], from.Split('/')[0]),
            End(to.Split('/')[1], to.Split('/')[0]),
            port).Allowed;
    }

    [Fact]
    public void Pods_from_before_metrics_had_a_port_of_their_own_are_scraped_where_they_were()
    {
        var input = Input(DesiredStateTests.Minimal());
        Assert.Equal(8001, input.ApiMetricsPort);
        var kept = RevisionTemplates.Render(App, input.Stable, hasNamedKeys: false);
        Assert.Equal(8001, (input with { Stable = input.Stable with { Kept = kept } }).ApiMetricsPort);
        kept.Api.Spec.Containers[0].Ports = [.. kept.Api.Spec.Containers[0].Ports.Where(port => port.Name == "http")];
        Assert.Equal(8000, (input with { Stable = input.Stable with { Kept = kept } }).ApiMetricsPort);
    }

    private static V1OctoberAppSpec Restricted()
    {
        var spec = DesiredStateTests.Minimal();
        spec.NetworkPolicy = new NetworkPolicySpec
        {
            IngressFrom =
            [
                new NetworkPeerSpec
                {
                    NamespaceSelector = new LabelSelectorSpec
                    {
                        MatchLabels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = "ingress-nginx" },
                    },
                },
            ],
            EgressTo =
            [
                new EgressTargetSpec
                {
                    PodSelector = new LabelSelectorSpec { MatchLabels = new Dictionary<string, string> { ["app"] = "database" } },
                    Ports = [new NetworkPortSpec { Port = 5432 }],
                },
            ],
        };
        return spec;
    }

    private static DesiredInput Input(V1OctoberAppSpec spec) => new()
    {
        App = App,
        Stable = new RenderedRevision("a", SpecDefaults.Resolve(spec)),
        Cluster = new ClusterFacts { OperatorNamespace = "october-system" },
        Passwords = new Passwords("x"),
    };

    /// <summary>The whole list: whoever is not in it is kept out, on every port.</summary>
    [Fact]
    public void No_other_connection_of_the_app_is_let_through_on_any_port()
    {
        string[] own = ["api", "worker", "redis", "api-preview", "worker-preview"];
        string[] others = ["operator", "prometheus", "ingress", "dns", "stranger", "database"];
        int[] ports = [53, 80, 443, 5353, 5432, 6379, 8000, 8001, 9000];
        string[] documented =
        [
            // DNS may be asked for anywhere; none of the app's own pods answers it.
            .. from caller in own from target in others select $"{caller} > {target}:53",
            .. from caller in (string[])["api", "worker", "api-preview", "worker-preview"] select $"{caller} > redis:6379",
            .. from caller in (string[])["api", "worker", "api-preview", "worker-preview"] select $"{caller} > database:5432",
            .. from target in (string[])["api", "api-preview"] select $"operator > {target}:8000",
            .. from target in (string[])["api", "api-preview"] select $"prometheus > {target}:8001",
            .. from target in (string[])["worker", "worker-preview"] select $"prometheus > {target}:9000",
            "ingress > api:8000",
        ];
        var policies = Policies(Restricted());
        var allowed = from caller in own.Concat(others)
                      from target in own.Concat(others)
                      where caller != target && (own.Contains(caller) || own.Contains(target))
                      from port in ports
                      where PolicyEvaluator.Evaluate(policies, End(caller), End(target), port).Allowed
                      select $"{caller} > {target}:{port}";

        Assert.Equal(documented.Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));
    }

    private static (string Namespace, Dictionary<string, string> Labels) Pod(string name) => name switch
    {
        "operator" => ("october-system", new() { ["app.kubernetes.io/name"] = "october-operator" }),
        "prometheus" => ("monitoring", new() { ["app.kubernetes.io/name"] = "prometheus" }),
        "app-named-prometheus" => ("shops", Labels.Object(App with { Name = "prometheus" }, Names.Api)),
        "app-named-october-operator" => ("october-system", Labels.Object(App with { Name = "october-operator" }, Names.Api)),
        "ingress" => ("ingress-nginx", new() { ["app"] = "controller" }),
        "dns" => ("kube-system", new() { ["k8s-app"] = "kube-dns" }),
        "openshift-dns" => ("openshift-dns", new() { ["dns.operator.openshift.io/daemonset-dns"] = "default" }),
        "stranger" => ("shops", new() { ["app"] = "stranger" }),
        "database" => ("shops", new() { ["app"] = "database" }),
        _ when name.EndsWith("-preview", StringComparison.Ordinal) => ("shops", Labels.Selector(App, name[..^8], Track.Preview)),
        _ => ("shops", Labels.Selector(App, name, Track.Stable)),
    };

    private static bool Allows(V1OctoberAppSpec spec, string from, string to, int port) =>
        PolicyEvaluator.Evaluate(Policies(spec), End(from), End(to), port).Allowed;

    private static List<JsonObject> Policies(V1OctoberAppSpec spec) =>
        [.. NetworkPolicies.Render(Input(spec)).Select(policy => KubeJson.Node(policy).AsObject())];

    private static PolicyEndpoint End(string name, string? elsewhere = null)
    {
        var (home, labels) = Pod(name);
        var ns = elsewhere ?? home;
        return PolicyEndpoint.Of(
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["labels"] = Json(labels) } },
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = ns, ["labels"] = Json(new() { ["kubernetes.io/metadata.name"] = ns }) } });
    }

    private static JsonObject Json(Dictionary<string, string> labels) => new([.. labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))]);
}
