using System.Text.Json.Nodes;
using October.Crd.Schema;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;
using October.Runtime.Api;
using October.Testing;
using YamlDotNet.RepresentationModel;

namespace October.Operator.Policies;

/// <summary>The admission policy of <c>config/policy</c>, its expressions evaluated by the local cluster as rules of a definition of their own.</summary>
public sealed class AdmissionPolicyTests
{
    private const string Powerful = "by-who-may-create-pods";

    private static readonly ResourceType Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static readonly ResourceType Judged = new("policy.example", "v1", "judgedapps");

    /// <summary>The garbage collector, and whoever gives a command by an annotation.</summary>
    [Fact]
    public async Task An_app_whose_spec_stays_as_it_is_is_taken()
    {
        await using var october = await StartAsync();
        var app = await october.Cluster.CreateAsync(Judged, App(Powerful, """{"secretName":"theirs","api":{"image":"a","podTemplate":{"spec":{}}}}"""));

        app = (JsonObject)app.DeepClone();
        app["metadata"]!["annotations"] = new JsonObject { ["october.dev/abort"] = "1" };
        app = await october.Cluster.UpdateAsync(Judged, app);

        app = (JsonObject)app.DeepClone();
        app["spec"]!["suspend"] = true;
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => october.Cluster.UpdateAsync(Judged, app));
        Assert.Contains("secretName may be set", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_reaches_beyond_the_app_is_refused_and_an_ordinary_app_is_taken()
    {
        await using var october = await StartAsync();
        await october.Cluster.CreateAsync(Judged, App("plain", """
            {"config":{"A":"b"},"ingress":{"host":"a.b"},"redis":{"persistence":{"size":"2Gi"}},
             "api":{"image":"a","env":[{"name":"A","value":"b"}],"envFrom":[{"configMapRef":{"name":"c"}}],"service":{"type":"ClusterIP"},
                    "podTemplate":{"labels":{"a":"b"} } } }
            """));
        (string Spec, string Message)[] refused =
        [
            ("""{"api":{"image":"a","podTemplate":{"spec":{"hostNetwork":true}}}}""", "podTemplate.spec may be set"),
            ("""{"worker":{"image":"a","podTemplate":{"spec":{}}}}""", "podTemplate.spec may be set"),
            ("""{"redis":{"podTemplate":{"spec":{"serviceAccountName":"x"}}}}""", "podTemplate.spec may be set"),
            ("""{"api":{"image":"a","podTemplate":{"spec":{"tolerations":[{"operator":"Exists"}]}}}}""", "podTemplate.spec may be set"),
            ("""{"worker":{"image":"a","podTemplate":{"spec":{"runtimeClassName":"x"}}}}""", "podTemplate.spec may be set"),
            (
                """
                {"redis":{"podTemplate":{"spec":{"volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":{"spec":
                  {"dataSource":{"kind":"PersistentVolumeClaim","name":"theirs"}}}}}]}}}}
                """,
                "podTemplate.spec may be set"),
            ("""{"secretName":"theirs"}""", "secretName may be set"),
            ("""{"redis":{"tls":{"secretName":"theirs"}}}""", "redis.tls may be set"),
            ("""{"api":{"image":"a","env":[{"name":"A","secretKeyRef":{"name":"a","key":"b"}}]}}""", "Secrets may be named"),
            ("""{"worker":{"image":"a","envFrom":[{"secretRef":{"name":"a"}}]}}""", "Secrets may be named"),
            ("""{"ingress":{"annotations":{"a":"b"}}}""", "ingress.annotations and ingress.tls"),
            ("""{"ingress":{"tls":{"secretName":"theirs"}}}""", "ingress.annotations and ingress.tls"),
            ("""{"api":{"image":"a","service":{"type":"LoadBalancer"}}}""", "a public Service"),
            ("""{"api":{"image":"a","service":{"annotations":{"a":"b"}}}}""", "a public Service"),
            ("""{"networkPolicy":{"enabled":false}}""", "networkPolicy.enabled false"),
        ];
        foreach (var (spec, message) in refused)
        {
            var refusal = await Assert.ThrowsAnyAsync<Exception>(() => october.Cluster.CreateAsync(Judged, App("refused", spec)));
            Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<SimulatedOctober> StartAsync()
    {
        var october = await SimulatedOctober.StartAsync();
        await october.Cluster.CreateAsync(Definitions, Definition());
        await october.UntilAsync(
            async () => (await october.Cluster.GetAsync(Definitions, null, "judgedapps.policy.example"))?["status"]?["conditions"]?.AsArray()
                .Any(condition => (string?)condition!["type"] == "Established" && (string?)condition["status"] == "True") == true,
            "the definition is established");
        return october;
    }

    /// <summary>The schema of an app, with the policy's validations as its rules: a definition calls the object <c>self</c>.</summary>
    private static JsonObject Definition()
    {
        var definition = (JsonObject)KubeJson.Node(CrdBuilder.Build());
        definition["metadata"]!["name"] = "judgedapps.policy.example";
        definition["spec"]!["group"] = Judged.Group;
        definition["spec"]!["names"] = new JsonObject { ["kind"] = "JudgedApp", ["plural"] = Judged.Plural };
        definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["x-kubernetes-validations"] = new JsonArray([.. Validations()]);
        return definition;
    }

    private static IEnumerable<JsonNode> Validations()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(RepositoryRoot.File("config/policy/octoberapp_overrides.yaml"))));
        var spec = yaml.Documents[0].RootNode["spec"];
        var conditions = ((YamlSequenceNode)spec["matchConditions"]).Select(static condition => $"({Rule(condition)})");
        return ((YamlSequenceNode)spec["validations"]).Select(validation => (JsonNode)new JsonObject
        {
            ["rule"] = $"!({string.Join(" && ", conditions)}) || ({Rule(validation)})",
            ["message"] = validation["message"].ToString(),
            ["optionalOldSelf"] = true,
        });
    }

    /// <summary>An expression in the words of a definition, which knows nobody's rights: who may create pods has created one app only.</summary>
    private static string Rule(YamlNode rule) => rule["expression"].ToString()
        .Replace(
            "!authorizer.group('').resource('pods').namespace(request.namespace).check('create').allowed()",
            $"oldSelf.hasValue() || self.metadata.name != '{Powerful}'",
            StringComparison.Ordinal)
        .Replace("request.operation == 'CREATE'", "!oldSelf.hasValue()", StringComparison.Ordinal)
        .Replace("oldObject.", "oldSelf.value().", StringComparison.Ordinal)
        .Replace("object.", "self.", StringComparison.Ordinal);

    private static JsonObject App(string name, string more)
    {
        var spec = (JsonObject)JsonNode.Parse(more)!;
        spec["api"] ??= new JsonObject { ["image"] = "api:v1" };
        spec["worker"] ??= new JsonObject { ["image"] = "worker:v1" };
        return new JsonObject
        {
            ["apiVersion"] = Judged.ApiVersion,
            ["kind"] = "JudgedApp",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
            ["spec"] = spec,
        };
    }
}
