using System.Text.Json.Nodes;
using October.Crd;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Restrict;

public sealed class RawConfigurationTests
{
    /// <summary>As the controllers' manuals name them.</summary>
    [Theory]
    [InlineData("nginx.ingress.kubernetes.io/configuration-snippet")]
    [InlineData("nginx.ingress.kubernetes.io/modsecurity-snippet")]
    [InlineData("NGINX.ingress.kubernetes.io/Server-Snippet")]
    [InlineData("nginx.org/location-snippets")]
    [InlineData("haproxy.org/backend-config-snippet")]
    [InlineData("haproxy-ingress.github.io/config-backend")]
    [InlineData("haproxy-ingress.github.io/config-backend-late")]
    [InlineData("haproxy-ingress.github.io/config-tcp-service")]
    [InlineData("ingress.kubernetes.io/config-global")]
    [InlineData("example.com/my-config-frontend")]
    [InlineData("example.com/lua-script")]
    [InlineData("getambassador.io/config")]
    [InlineData("zalando.org/skipper-filter")]
    public void Baseline_refuses_an_annotation_that_a_proxy_takes_for_its_configuration(string annotation)
    {
        foreach (var field in (string[])["spec.ingress.annotations", "spec.api.service.annotations"])
        {
            Assert.Contains($"{field} {annotation}", Refusal(field, annotation, RestrictionLevel.Baseline), StringComparison.Ordinal);
            Assert.Null(Refusal(field, annotation, RestrictionLevel.None));
        }
    }

    [Theory]
    [InlineData("cert-manager.io/cluster-issuer")]
    [InlineData("nginx.ingress.kubernetes.io/proxy-body-size")]
    [InlineData("cloud.google.com/backend-config")]
    [InlineData("k8s.apisix.apache.org/plugin-config-name")]
    [InlineData("service.beta.kubernetes.io/aws-load-balancer-type")]
    [InlineData("haproxy.org/load-balance")]
    [InlineData("example.com/evaluation")]
    [InlineData("konghq.com/plugins")]
    public void Baseline_lets_other_annotations_through(string annotation)
    {
        foreach (var field in (string[])["spec.ingress.annotations", "spec.api.service.annotations"])
        {
            Assert.Null(Refusal(field, annotation, RestrictionLevel.Baseline));
            Assert.NotNull(Refusal(field, annotation, RestrictionLevel.Restricted));
        }
    }

    private static string? Refusal(string field, string annotation, RestrictionLevel level)
    {
        var annotations = new JsonObject { ["annotations"] = new JsonObject { [annotation] = "x" } };
        var spec = (JsonObject)JsonNode.Parse("""{"api":{"image":"a"},"worker":{"image":"w"}}""")!;
        if (field == "spec.ingress.annotations")
            spec["ingress"] = annotations;
        else
            spec["api"]!["service"] = annotations;
        var read = OctoberJson.Read<V1OctoberAppSpec>(spec);
        return RestrictionCheck.Refusal(
            new AppIdentity("shops", "shop", "1"), new RenderedRevision(RevisionHash.Of(read, null), SpecDefaults.Resolve(read)), new RestrictionPolicy(level));
    }
}
