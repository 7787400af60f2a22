using System.Net;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.Cli.Policies;

public sealed class PolicyEvaluatorTests
{
    private static readonly PolicyEndpoint Web = End("shop", "web");
    private static readonly PolicyEndpoint Db = End("shop", "db");
    private static readonly PolicyEndpoint Scraper = End("monitoring", "scraper");

    [Fact]
    public void Without_a_policy_everything_is_allowed()
    {
        var verdict = PolicyEvaluator.Evaluate([], Web, Db, 5432);

        Assert.True(verdict.Allowed);
        Assert.Equal("ingress: no policy selects shop/db", verdict.Ingress.Why);
    }

    [Fact]
    public void A_selected_pod_allows_what_one_of_its_policies_allows()
    {
        JsonObject[] policies =
        [
            Policy("deny", "podSelector: {}", "policyTypes: [Ingress]"),
            Policy("db", "podSelector: {matchLabels: {app: db}}", "ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]"),
        ];

        Assert.True(PolicyEvaluator.Evaluate(policies, Web, Db, 5432).Allowed);
        var verdict = PolicyEvaluator.Evaluate(policies, Web, Db, 22);
        Assert.False(verdict.Allowed);
        Assert.Equal("ingress: shop/db is isolated by db, deny, and none of them allows port 22/TCP from shop/web", verdict.Ingress.Why);
        Assert.False(PolicyEvaluator.Evaluate(policies, Scraper, Db, 5432).Allowed);
    }

    [Fact]
    public void Egress_and_ingress_must_both_allow_the_connection()
    {
        JsonObject[] policies = [Policy("closed", "podSelector: {matchLabels: {app: web}}", "policyTypes: [Egress]")];

        var verdict = PolicyEvaluator.Evaluate(policies, Web, Db, 5432);

        Assert.True(verdict.Ingress.Allowed);
        Assert.False(verdict.Egress.Allowed);
        Assert.True(PolicyEvaluator.Evaluate(policies, Db, Web, 8000).Allowed);
    }

    [Theory]
    [InlineData("{namespaceSelector: {matchLabels: {team: ops}}}", true)]
    [InlineData("{namespaceSelector: {}}", true)]
    [InlineData("{namespaceSelector: {matchLabels: {team: dev}}}", false)]
    [InlineData("{podSelector: {matchLabels: {app: scraper}}}", false)]
    [InlineData("{namespaceSelector: {matchLabels: {team: ops}}, podSelector: {matchLabels: {app: other}}}", false)]
    [InlineData("{namespaceSelector: {matchExpressions: [{key: team, operator: In, values: [ops, sre]}]}, podSelector: {}}", true)]
    public void A_peer_of_another_namespace_is_matched_by_the_labels_of_that_namespace(string peer, bool allowed) =>
        Assert.Equal(allowed, PolicyEvaluator.Evaluate([Policy("p", "podSelector: {}", $"ingress: [{{from: [{peer}]}}]")], Scraper, Web, 8000).Allowed);

    [Theory]
    [InlineData("{port: http}", 8000, "TCP", true)]
    [InlineData("{port: http}", 8001, "TCP", false)]
    [InlineData("{port: 8000, endPort: 8010}", 8010, "TCP", true)]
    [InlineData("{port: 8000, endPort: 8010}", 8011, "TCP", false)]
    [InlineData("{protocol: UDP}", 53, "UDP", true)]
    [InlineData("{protocol: UDP}", 53, "TCP", false)]
    [InlineData("{}", 1, "TCP", true)]
    public void Ports_match_by_number_name_range_and_protocol(string port, int number, string protocol, bool allowed) =>
        Assert.Equal(
            allowed, PolicyEvaluator.Evaluate([Policy("p", "podSelector: {}", $"ingress: [{{ports: [{port}]}}]")], Scraper, Web, number, protocol).Allowed);

    [Theory]
    [InlineData("203.0.113.7", true)]
    [InlineData("203.0.113.200", false)]
    [InlineData("198.51.100.1", false)]
    public void An_address_outside_is_matched_by_an_ipBlock_without_its_exceptions(string address, bool allowed) => Assert.Equal(
        allowed,
        PolicyEvaluator.Evaluate(
            [Policy("p", "podSelector: {}", "policyTypes: [Egress]\n  egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.128/25]}}]}]")],
            Web, PolicyEndpoint.Of(IPAddress.Parse(address)), 5432).Allowed);

    [Fact]
    public void A_pod_always_reaches_itself() =>
        Assert.True(PolicyEvaluator.Evaluate([Policy("deny", "podSelector: {}", "policyTypes: [Ingress, Egress]")], Web, Web, 1).Allowed);

    [Fact]
    public void The_matrix_evaluates_every_pair_on_the_declared_ports() =>
        Assert.Equal(
            ["shop/db > shop/web:8000", "shop/web > shop/db:8000"],
            PolicyMatrix.Of([], [Web, Db], [Web, Db]).Select(c => $"{c.From.Name} > {c.To.Name}:{c.Port}").Order(StringComparer.Ordinal));

    private static PolicyEndpoint End(string ns, string app) => PolicyEndpoint.Of(
        Parse($$"""
            metadata: {namespace: {{ns}}, name: {{app}}, labels: {app: {{app}}} }
            spec:
              containers:
              - ports: [{name: http, containerPort: 8000}]
            """),
        Parse($"metadata: {{name: {ns}, labels: {{team: {(ns == "monitoring" ? "ops" : "dev")}}}}}"));

    private static JsonObject Policy(string name, params string[] spec) => Parse(
        $"metadata: {{namespace: shop, name: {name}}}\nspec:\n  {string.Join("\n  ", spec)}\n");

    private static JsonObject Parse(string yaml) => (JsonObject)Yaml.Read(yaml).Root!;
}
