using System.Text.Json.Nodes;
using CsCheck;
using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Crd.Spec.Pods;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Workloads;

[Collection(nameof(Properties))]
public sealed class PodOverridesTests
{
    [Theory]
    [InlineData("PodSpec", """{"hostname":"a","securityContext":{"runAsUser":2}}""", """{"securityContext":{"runAsGroup":3}}""",
        """{"hostname":"a","securityContext":{"runAsUser":2,"runAsGroup":3}}""")]
    [InlineData("PodSpec", """{"hostname":"a","subdomain":"b"}""", """{"hostname":null}""", """{"subdomain":"b"}""")]
    [InlineData("Container", """{"args":["x","y"]}""", """{"args":["z"]}""", """{"args":["z"]}""")]
    [InlineData("PodSpec", """{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"b"}]}""", """{"tolerations":[{"key":"b"}]}""")]
    [InlineData("PodSpec", """{"containers":[{"name":"api","image":"i"}]}""", """{"containers":[{"name":"side","image":"s"},{"name":"api","tty":true}]}""",
        """{"containers":[{"name":"api","image":"i","tty":true},{"name":"side","image":"s"}]}""")]
    [InlineData(
        "Container",
        """{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}""",
        """{"env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"p"}}}]}""",
        """{"env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"p"}}},{"name":"B","value":"2"}]}""")]
    [InlineData("PodSpec", """{"volumes":[{"name":"tmp","emptyDir":{}}]}""", """{"volumes":[{"name":"tmp","persistentVolumeClaim":{"claimName":"c"}}]}""",
        """{"volumes":[{"name":"tmp","persistentVolumeClaim":{"claimName":"c"}}]}""")]
    [InlineData("Container", """{"volumeMounts":[{"name":"tmp","mountPath":"/tmp"}]}""", """{"volumeMounts":[{"name":"x","mountPath":"/x"}]}""",
        """{"volumeMounts":[{"name":"tmp","mountPath":"/tmp"},{"name":"x","mountPath":"/x"}]}""")]
    [InlineData(
        "PodSpec",
        """{"resourceClaims":[{"name":"gpu","resourceClaimName":"a"}]}""",
        """{"resourceClaims":[{"name":"gpu","resourceClaimTemplateName":"t"}]}""",
        """{"resourceClaims":[{"name":"gpu","resourceClaimTemplateName":"t"}]}""")]
    public void A_part_is_merged_by_the_patch_merge_keys(string type, string whole, string part, string merged) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(merged), StrategicMerge.Apply(Parse(whole), Parse(part), "v1." + type)));

    [Fact]
    public void Merging_twice_is_merging_once_and_nothing_changes_nothing() =>
        Gen.Select(Gen.String[Gen.Char["abc"], 1, 1].Array[0, 4], Gen.String[Gen.Char["abc"], 1, 1].Array[0, 4]).Sample((left, right) =>
        {
            var (whole, part) = (Containers(left), Containers(right));
            var once = StrategicMerge.Apply(whole, part);
            return JsonNode.DeepEquals(once, StrategicMerge.Apply(once, part)) && JsonNode.DeepEquals(whole, StrategicMerge.Apply(whole, []));
        });

    [Fact]
    public void A_pod_gets_what_its_template_says_and_keeps_the_operators_labels_and_a_change_is_a_new_revision()
    {
        var (plain, spec) = (DesiredStateTests.Minimal(), DesiredStateTests.Minimal());
        spec.Worker.PodTemplate = new PodTemplateSpec
        {
            Labels = new Dictionary<string, string> { ["team"] = "shop", [Labels.App] = "other" },
            Annotations = new Dictionary<string, string> { ["note"] = "1" },
            Spec = Parse("""
                {"nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"gpu","operator":"Exists"}],
                 "containers":[{"name":"worker","envFrom":[{"secretRef":{"name":"more"}}],"env":[{"name":"PORT","value":"9001"}],"volumeMounts":[{"name":"models","mountPath":"/models"}]}],
                 "volumes":[{"name":"models","persistentVolumeClaim":{"claimName":"models"}}]}
                """),
        };
        Assert.NotEqual(RevisionHash.Of(plain, null), RevisionHash.Of(spec, null));
        var template = Worker(spec).Spec.Template;
        Assert.Equal("shop", template.Metadata.Labels["team"]);
        Assert.Equal("shop", template.Metadata.Labels[Labels.App]);
        Assert.Equal("1", template.Metadata.Annotations["note"]);
        Assert.Equal("ssd", template.Spec.NodeSelector["disk"]);
        Assert.Equal("gpu", Assert.Single(template.Spec.Tolerations).Key);
        Assert.Equal(["secret", "tmp", "models"], template.Spec.Volumes.Select(volume => volume.Name));
        var container = Assert.Single(template.Spec.Containers);
        Assert.Equal("more", Assert.Single(container.EnvFrom).SecretRef.Name);
        Assert.Equal("9001", Assert.Single(container.Env, variable => variable.Name == "PORT").Value);
        Assert.Contains(container.Env, variable => variable.Name == "REDIS_URL");
        Assert.Empty(PodSecurity.Violations(template));
    }

    [Fact]
    public void What_makes_no_pod_is_named()
    {
        var spec = DesiredStateTests.Minimal();
        spec.Worker.PodTemplate = new PodTemplateSpec { Spec = Parse("""{"nodeSelector":"ssd"}""") };
        Assert.StartsWith(
            "spec.worker.podTemplate.spec.nodeSelector has another type in a pod",
            Assert.Throws<FormatException>(() => Worker(spec)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A number of a billion digits, if anybody computed with it.</summary>
    [Theory]
    [InlineData("""{"containers":[{"name":"worker","resources":{"limits":{"memory":"1e999999999"}}}]}""")]
    [InlineData("""{"containers":[{"name":"worker","resources":{"requests":{"memory":"1E-999999999"}}}]}""")]
    [InlineData("""{"volumes":[{"name":"tmp","emptyDir":{"sizeLimit":"1e999999999"}}]}""")]
    [InlineData("""{"overhead":{"memory":"1e999999999"}}""")]
    public void A_quantity_that_nothing_has_is_refused(string part)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Worker.PodTemplate = new PodTemplateSpec { Spec = Parse(part) };
        var refusal = Assert.Throws<FormatException>(() => Worker(spec)).Message;
        Assert.StartsWith("spec.worker.podTemplate.spec.", refusal, StringComparison.Ordinal);
        Assert.EndsWith("must be a quantity, for example 100m, 0.5 or 1Gi", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"containers":[{"name":"worker","imagePullPolcy":"Always"}]}""", "spec.worker.podTemplate.spec.containers[0].imagePullPolcy")]
    [InlineData("""{"nodeselector":{"disk":"ssd"}}""", "spec.worker.podTemplate.spec.nodeselector")]
    public void A_misspelt_field_is_named_and_not_dropped(string part, string path)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Worker.PodTemplate = new PodTemplateSpec { Spec = Parse(part) };
        Assert.StartsWith(path + " is not a field of a pod", Assert.Throws<FormatException>(() => Worker(spec)).Message, StringComparison.Ordinal);
    }

    private static V1Deployment Worker(V1OctoberAppSpec spec) => DesiredState.Render(new DesiredInput
    {
        App = new AppIdentity("shops", "shop", "1"),
        Stable = new RenderedRevision("a", SpecDefaults.Resolve(spec)),
        Passwords = new Passwords("x"),
    }).Objects.OfType<V1Deployment>().Single(deployment => deployment.Metadata.Name == "shop-worker");

    private static JsonObject Containers(string[] names) => new()
    {
        ["containers"] = new JsonArray([.. names.Distinct().Select((name, index) => new JsonObject { ["name"] = name, ["n" + name] = index })]),
    };

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
