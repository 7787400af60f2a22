using System.Text.Json.Nodes;
using CsCheck;
using October.Crd;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Crd.Spec.Pods;
using October.Crd.Spec.Redis;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Restrict;

/// <summary>What whoever may write an app cannot make of it.</summary>
[Collection(nameof(Properties))]
public sealed class RestrictionCheckTests
{
    private static readonly AppIdentity App = new("shops", "shop", "1");

    /// <summary>Refused unless the operator says <c>--restrict=none</c>.</summary>
    [Theory]
    [InlineData("""{"serviceAccountName":"cluster-admin"}""", "serviceAccountName cluster-admin")]
    [InlineData("""{"serviceAccount":"cluster-admin"}""", "serviceAccountName")]
    [InlineData("""{"serviceAccountName":null,"serviceAccount":"cluster-admin"}""", "serviceAccountName cluster-admin")]
    [InlineData("""{"serviceAccountName":null}""", "serviceAccountName removed, so that it is default")]
    [InlineData("""{"serviceAccountName":"shop-backup"}""", "serviceAccountName shop-backup")]
    [InlineData("""{"hostNetwork":true}""", "host namespaces")]
    [InlineData("""{"hostPID":true}""", "host namespaces")]
    [InlineData("""{"hostIPC":true}""", "host namespaces")]
    [InlineData("""{"volumes":[{"name":"v","hostPath":{"path":"/"}}]}""", "type of volume v")]
    [InlineData("""{"volumes":[{"name":"tmp","hostPath":{"path":"/"}}]}""", "type of volume tmp")]
    [InlineData("""{"volumes":[{"name":"secret","hostPath":{"path":"/etc"}}]}""", "type of volume secret")]
    [InlineData("""{"containers":[{"name":"COMPONENT","securityContext":{"privileged":true}}]}""", "privileged")]
    [InlineData("""{"containers":[{"name":"side","image":"x","securityContext":{"privileged":true}}]}""", "side: privileged")]
    [InlineData("""{"initContainers":[{"name":"first","image":"x","securityContext":{"privileged":true}}]}""", "first: privileged")]
    [InlineData("""{"initContainers":[{"name":"first","image":"x","securityContext":{"capabilities":{"add":["SYS_ADMIN"]}}}]}""", "first: capabilities")]
    [InlineData("""{"containers":[{"name":"COMPONENT","ports":[{"containerPort":1,"hostPort":22}]}]}""", "hostPort")]
    [InlineData("""{"containers":[{"name":"COMPONENT","securityContext":{"procMount":"Unmasked"}}]}""", "procMount")]
    [InlineData("""{"containers":[{"name":"COMPONENT","securityContext":{"seccompProfile":{"type":"Unconfined"}}}]}""", "seccomp")]
    [InlineData("""{"securityContext":{"seccompProfile":{"type":"Unconfined"}}}""", "seccomp")]
    [InlineData("""{"securityContext":{"windowsOptions":{"hostProcess":true}}}""", "HostProcess")]
    [InlineData("""{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"}]}}""", "sysctls")]
    [InlineData("""{"containers":[{"name":"COMPONENT","lifecycle":{"preStop":{"httpGet":{"host":"10.0.0.1","port":1}}}}]}""", "host of a probe or hook")]
    public void Baseline_refuses_what_reaches_the_node_or_another_identity(string part, string refused)
    {
        foreach (var component in new[] { "api", "worker", "redis" })
        {
            var spec = With(component, part.Replace("COMPONENT", component, StringComparison.Ordinal));
            foreach (var level in new[] { RestrictionLevel.Baseline, RestrictionLevel.Restricted })
            {
                var refusal = Refusal(spec, new RestrictionPolicy(level));
                Assert.NotNull(refusal);
                Assert.StartsWith($"spec.{component}.podTemplate", refusal, StringComparison.Ordinal);
                Assert.Contains(refused, refusal, StringComparison.Ordinal);
                Assert.Contains($"--restrict={level.ToString().ToLowerInvariant()}", refusal, StringComparison.Ordinal);
            }

            Assert.Null(Refusal(spec, new RestrictionPolicy(RestrictionLevel.None)));
        }
    }

    [Theory]
    [InlineData("""{"securityContext":null}""", "runAsNonRoot")]
    [InlineData("""{"securityContext":{"runAsUser":0}}""", "root")]
    [InlineData("""{"containers":[{"name":"COMPONENT","securityContext":null}]}""", "capabilities are not all dropped")]
    [InlineData("""{"containers":[{"name":"COMPONENT","env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"theirs","key":"k"}}}]}]}""", "Secret theirs")]
    [InlineData("""{"containers":[{"name":"COMPONENT","envFrom":[{"secretRef":{"name":"theirs"}}]}]}""", "Secret theirs")]
    [InlineData("""{"initContainers":[{"name":"i","image":"x","envFrom":[{"secretRef":{"name":"theirs"}}]}]}""", "Secret theirs")]
    [InlineData("""{"volumes":[{"name":"v","secret":{"secretName":"theirs"}}]}""", "Secret theirs")]
    [InlineData("""{"volumes":[{"name":"v","projected":{"sources":[{"secret":{"name":"theirs"}}]}}]}""", "Secret theirs")]
    [InlineData("""{"volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}]}""", "a token or certificate")]
    [InlineData("""{"volumes":[{"name":"v","csi":{"driver":"secrets-store.csi.k8s.io"}}]}""", "csi")]
    [InlineData("""{"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"theirs"}}]}""", "PersistentVolumeClaim theirs")]
    [InlineData("""{"imagePullSecrets":[{"name":"theirs"}]}""", "Secret theirs")]
    [InlineData("""{"automountServiceAccountToken":true}""", "automountServiceAccountToken")]
    [InlineData("""{"automountServiceAccountToken":null}""", "automountServiceAccountToken")]
    [InlineData("""{"nodeName":"control-plane"}""", "nodeName control-plane")]
    [InlineData("""{"priorityClassName":"system-node-critical"}""", "priorityClassName")]
    [InlineData("""{"schedulerName":"of-others"}""", "schedulerName of-others")]
    [InlineData("""{"tolerations":[{"operator":"Exists"}]}""", "podTemplate.spec.tolerations: nodes that are kept for other pods")]
    [InlineData("""{"runtimeClassName":"host-tools"}""", "podTemplate.spec.runtimeClassName host-tools")]
    [InlineData("""{"resourceClaims":[{"name":"gpu","resourceClaimName":"theirs"}]}""", "resourceClaims")]
    [InlineData(
        """{"volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":{"spec":{"dataSource":{"kind":"PersistentVolumeClaim","name":"theirs"}}}}}]}""",
        "volumes v: ephemeral.volumeClaimTemplate.spec.dataSource:")]
    [InlineData(
        """{"volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":{"spec":{"dataSourceRef":{"kind":"VolumeSnapshot","name":"theirs"}}}}}]}""",
        "volumes v: ephemeral.volumeClaimTemplate.spec.dataSourceRef:")]
    [InlineData(
        """{"volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":{"spec":{"volumeName":"theirs"}}}}]}""",
        "volumes v: ephemeral.volumeClaimTemplate.spec.volumeName")]
    [InlineData(
        """{"volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":{"spec":{"selector":{"matchLabels":{"a":"b"}}}}}}]}""",
        "volumes v: ephemeral.volumeClaimTemplate.spec.selector")]
    [InlineData(
        """{"volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":{"metadata":{"annotations":{"a":"b"}},"spec":{}}}}]}""",
        "volumes v: ephemeral.volumeClaimTemplate.metadata.annotations")]
    [InlineData("""{"containers":[{"name":"side","image":"x"}]}""", "further container side")]
    public void Restricted_also_refuses_what_reaches_other_objects(string part, string refused)
    {
        foreach (var component in new[] { "api", "worker", "redis" })
        {
            var spec = With(component, part.Replace("COMPONENT", component, StringComparison.Ordinal));
            Assert.Contains(refused, Refusal(spec, new RestrictionPolicy(RestrictionLevel.Restricted)), StringComparison.Ordinal);
            Assert.Null(Refusal(spec, new RestrictionPolicy(RestrictionLevel.Baseline)));
        }
    }

    [Theory]
    [InlineData("""{"tolerations":[]}""")]
    [InlineData(
        """
        {"volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":{"metadata":{"labels":{"a":"b"}},
          "spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"fast","volumeMode":"Filesystem","resources":{"requests":{"storage":"1Gi"}}}}}}]}
        """)]
    public void Restricted_takes_what_reaches_nothing_of_others(string part)
    {
        foreach (var component in new[] { "api", "worker", "redis" })
            Assert.Null(Refusal(With(component, part), new RestrictionPolicy(RestrictionLevel.Restricted)));
    }

    [Theory]
    [InlineData("""{"ingress":{"annotations":{"nginx.ingress.kubernetes.io/server-snippet":"x"}}}""", "server-snippet", RestrictionLevel.Baseline)]
    [InlineData("""{"ingress":{"annotations":{"nginx.org/server-snippets":"x"}}}""", "server-snippets", RestrictionLevel.Baseline)]
    [InlineData("""{"ingress":{"annotations":{"a/b":"x"}}}""", "spec.ingress.annotations a/b", RestrictionLevel.Restricted)]
    [InlineData("""{"ingress":{"tls":{"secretName":"theirs"}}}""", "spec.ingress.tls.secretName theirs", RestrictionLevel.Restricted)]
    [InlineData("""{"secretName":"theirs","redis":{"external":{"url":"redis://evil:6379"}}}""", "spec.secretName theirs", RestrictionLevel.Restricted)]
    [InlineData("""{"networkPolicy":{"enabled":false}}""", "spec.networkPolicy.enabled", RestrictionLevel.Restricted)]
    [InlineData("""{"api":{"image":"a","service":{"type":"LoadBalancer"}}}""", "spec.api.service.type LoadBalancer", RestrictionLevel.Restricted)]
    [InlineData("""{"api":{"image":"a","service":{"annotations":{"a":"b"}}}}""", "spec.api.service.annotations a", RestrictionLevel.Restricted)]
    [InlineData(
        """{"api":{"image":"a","env":[{"name":"A","secretKeyRef":{"name":"theirs","key":"k"}}]}}""", "Secret theirs in spec.api", RestrictionLevel.Restricted)]
    [InlineData("""{"worker":{"image":"a","envFrom":[{"secretRef":{"name":"theirs"}}]}}""", "Secret theirs in spec.worker", RestrictionLevel.Restricted)]
    internal void Fields_outside_of_pod_templates_are_refused_from_a_level_on(string more, string refused, RestrictionLevel from)
    {
        foreach (var level in Enum.GetValues<RestrictionLevel>())
        {
            var refusal = Refusal(Spec(more), new RestrictionPolicy(level));
            Assert.Equal(level >= from, refusal is not null);
            if (refusal is not null)
                Assert.Contains(refused, refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_an_administrator_allows_by_name_is_taken()
    {
        var spec = Spec("""{"secretName":"shop-db","api":{"image":"a","podTemplate":{"spec":{"serviceAccountName":"mailer"}}}}""");
        var policy = new RestrictionPolicy(RestrictionLevel.Restricted);
        Assert.NotNull(Refusal(spec, policy));
        Assert.Null(Refusal(spec, policy with { ServiceAccounts = ["mailer"], Secrets = ["shop-*"] }));
        Assert.NotNull(Refusal(spec, policy with { ServiceAccounts = ["mail"], Secrets = ["shop-*"] }));
        Assert.NotNull(Refusal(spec, policy with { ServiceAccounts = ["mailer"], Secrets = ["shop"] }));
    }

    /// <summary>The name of the generated Secret belongs to the app only while the operator generates it.</summary>
    [Fact]
    public void Another_apps_Secret_cannot_be_read_by_an_app_of_its_name()
    {
        var policy = new RestrictionPolicy(RestrictionLevel.Restricted) { Secrets = ["mine"] };
        var read = """{"containers":[{"name":"worker","envFrom":[{"secretRef":{"name":"shop-secret"}}]}]}""";
        var spec = With("worker", read);
        spec.SecretName = "mine";
        Assert.Contains("Secret shop-secret", Refusal(spec, policy), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ordinary_app_is_refused_at_no_level() => GeneratedSpecs.Any.Sample(
        spec =>
        {
            var plain = OctoberJson.Read<V1OctoberAppSpec>(OctoberJson.Node(spec));
            plain.Api.Service = null;
            plain.Ingress = null;
            plain.SecretName = null;
            plain.NetworkPolicy = null;
            foreach (var component in new ComponentSpec[] { plain.Api, plain.Worker })
                (component.PodTemplate, component.Env, component.EnvFrom) = (null, null, null);
            plain.Redis = null;
            Assert.Null(Refusal(plain, new RestrictionPolicy(RestrictionLevel.Restricted)));
        },
        iter: 1000);

    private static string? Refusal(V1OctoberAppSpec spec, RestrictionPolicy policy) =>
        RestrictionCheck.Refusal(App, new RenderedRevision(RevisionHash.Of(spec, null), SpecDefaults.Resolve(spec)), policy);

    private static V1OctoberAppSpec With(string component, string part)
    {
        var spec = Spec("{}");
        var template = new PodTemplateSpec { Spec = (JsonObject)JsonNode.Parse(part)! };
        if (component == "redis")
            spec.Redis = new RedisSpec { PodTemplate = template };
        else
            (component == "api" ? (ComponentSpec)spec.Api : spec.Worker).PodTemplate = template;
        return spec;
    }

    private static V1OctoberAppSpec Spec(string more)
    {
        var spec = (JsonObject)JsonNode.Parse(more)!;
        spec["api"] ??= new JsonObject { ["image"] = "api:v1" };
        spec["worker"] ??= new JsonObject { ["image"] = "worker:v1" };
        return OctoberJson.Read<V1OctoberAppSpec>(spec);
    }
}
