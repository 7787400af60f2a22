using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace October.Delivery.Charts;

/// <summary>The chart installs what <c>config/</c> installs, object by object.</summary>
public sealed partial class ChartTests(Renderer renderer) : IClassFixture<Renderer>
{
    private const string NotKept = """{"crds": {"keep": false}}""";

    [Fact]
    public async Task The_defaults_are_config_default()
    {
        var expected = await renderer.KustomizeAsync("config/default");
        // The namespace of a release is Helm's affair: --create-namespace.
        Assert.True(expected.Remove("Namespace /october-system"));
        Same(expected, await renderer.RenderAsync(NotKept));
    }

    [Fact]
    public async Task With_namespaces_to_watch_it_is_config_namespaced()
    {
        var expected = await renderer.KustomizeAsync("config/namespaced");
        Assert.True(expected.Remove("Namespace /october-system"));
        var actual = await renderer.RenderAsync("""{"crds": {"keep": false}, "operator": {"watchNamespaces": ["shops", "games"]}}""");
        Same(expected, actual);
    }

    [Theory]
    [InlineData("""{"podMonitor": {"enabled": true}}""", "config/prometheus")]
    [InlineData("""{"admissionPolicy": {"enabled": true}}""", "config/policy")]
    [InlineData("""{"dashboards": {"enabled": true}}""", "config/grafana")]
    public async Task An_option_adds_what_a_folder_of_config_has(string values, string folder)
    {
        var added = await renderer.RenderAsync(values);
        foreach (var name in (await renderer.RenderAsync("{}")).Keys)
            Assert.True(added.Remove(name));
        Same(await renderer.KustomizeAsync(folder), added);
    }

    /// <summary>The schema refuses a value that has another name by now, and then nothing is deployed.</summary>
    [Fact]
    public async Task The_values_with_every_option_are_those_that_the_pipeline_renders()
    {
        const string Values = "charts/october/ci/every-option-values.yaml";
        var objects = await renderer.RenderAsync(await File.ReadAllTextAsync(RepositoryRoot.File(Values), TestContext.Current.CancellationToken));
        Assert.Contains("ValidatingAdmissionPolicy /octoberapp-overrides", objects.Keys);
        Assert.Contains(objects.Keys, static name => name.StartsWith("PodMonitor", StringComparison.Ordinal));
        var script = await File.ReadAllTextAsync(RepositoryRoot.File(".github/scripts/validate-manifests"), TestContext.Current.CancellationToken);
        Assert.Contains($"--values {Values}", script, StringComparison.Ordinal);
        Assert.DoesNotContain("--set", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_definition_of_OctoberApp_and_so_the_apps_stay_when_the_release_is_uninstalled()
    {
        var definition = (await renderer.RenderAsync("{}"))["CustomResourceDefinition /octoberapps.october.dev"];
        Assert.Equal("keep", (string?)definition["metadata"]!["annotations"]!["helm.sh/resource-policy"]);
    }

    [Fact]
    public async Task What_is_switched_off_is_not_installed()
    {
        var objects = await renderer.RenderAsync(
            """{"crds": {"install": false}, "aggregateRoles": false, "podDisruptionBudget": {"enabled": false}, "networkPolicy": {"enabled": false}}""");
        Assert.DoesNotContain(objects.Keys, name => name.StartsWith("CustomResourceDefinition", StringComparison.Ordinal)
            || name.StartsWith("PodDisruptionBudget", StringComparison.Ordinal) || name.StartsWith("NetworkPolicy", StringComparison.Ordinal)
            || name.Contains("octoberapp-", StringComparison.Ordinal));
        Assert.Contains("Deployment october-system/october-operator", objects.Keys);
    }

    [Fact]
    public async Task Every_value_reaches_the_Deployment()
    {
        var digest = $"sha256:{new string('a', 64)}";
        var objects = await renderer.RenderAsync(
            $$$"""
            {"image": {"repository": "registry.example.com/operator", "tag": "v9", "digest": "{{{digest}}}", "pullPolicy": "Always"},
             "imagePullSecrets": [{"name": "pull"}], "replicas": 1, "resources": {"limits": {"memory": "1Gi"}},
             "podAnnotations": {"a": "1"}, "podLabels": {"b": "2"}, "nodeSelector": {"c": "3"}, "tolerations": [{"key": "d"}], "priorityClassName": "high",
             "operator": {"restrict": "restricted", "allowServiceAccounts": ["e", "f"], "allowSecrets": ["g"], "prometheusNamespace": "h", "secrets": "named",
                          "dnsNamespace": "i", "workers": 4}}
            """, "elsewhere");
        var deployment = objects["Deployment elsewhere/october-operator"];
        var (template, pod, container) = (deployment["spec"]!["template"]!, deployment["spec"]!["template"]!["spec"]!, Operator(objects, "elsewhere"));
        Assert.Equal($"registry.example.com/operator@{digest}", (string?)container["image"]);
        Assert.Equal("Always", (string?)container["imagePullPolicy"]);
        Assert.Equal(1, (int?)deployment["spec"]!["replicas"]);
        Assert.Equal("""[{"name":"pull"}]""", pod["imagePullSecrets"]!.ToJsonString());
        Assert.Equal("1Gi", (string?)container["resources"]!["limits"]!["memory"]);
        Assert.Equal("""{"a":"1"}""", template["metadata"]!["annotations"]!.ToJsonString());
        Assert.Equal("2", (string?)template["metadata"]!["labels"]!["b"]);
        Assert.Equal("""{"c":"3"}""", pod["nodeSelector"]!.ToJsonString());
        Assert.Equal("""[{"key":"d"}]""", pod["tolerations"]!.ToJsonString());
        Assert.Equal("high", (string?)pod["priorityClassName"]);
        Assert.Equal(
            ["--listen", "http://0.0.0.0:8080", "--restrict=restricted", "--workers=4", "--allow-service-accounts=e,f", "--allow-secrets=g",
                "--secrets=named", "--prometheus-namespace=h", "--dns-namespace=i"],
            container["args"]!.AsArray().Select(argument => (string)argument!));
        Assert.DoesNotContain("ClusterRole /october-operator-secrets", objects.Keys);
        objects.Remove("CustomResourceDefinition /octoberapps.october.dev");
        Assert.All(objects.Values, one => Assert.DoesNotContain("october-system", one.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_namespace_of_Prometheus_reaches_the_operator_where_one_is_named()
    {
        const string Policy = "NetworkPolicy elsewhere/october-operator";
        var open = (await renderer.RenderAsync("{}", "elsewhere"))[Policy]["spec"]!["ingress"]!.AsArray().Single()!;
        Assert.Null(open["from"]);
        var narrow = (await renderer.RenderAsync("""{"operator": {"prometheusNamespace": "monitoring"}}""", "elsewhere"))[Policy]["spec"]!["ingress"]!
            .AsArray().Single()!;
        Assert.Equal(
            """[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"monitoring"}}}]""", narrow["from"]!.ToJsonString());
        Assert.Equal("http", (string?)narrow["ports"]!.AsArray().Single()!["port"]);
    }

    [Fact]
    public void Every_argument_is_an_option_of_the_operator()
    {
        var program = File.ReadAllText(RepositoryRoot.File("src/Operator/OperatorCommand.cs"));
        var template = File.ReadAllText(RepositoryRoot.File("charts/october/templates/deployment.yaml"));
        var options = Argument().Matches(template).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Contains($"\"{option}\"", program, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"replica": 3}""", "replica")]
    [InlineData("""{"operator": {"restrict": "off"}}""", "restrict")]
    [InlineData("""{"operator": {"watchNamespaces": ["Not A Name"]}}""", "watchNamespaces")]
    [InlineData("""{"operator": {"allowSecrets": ["a,--restrict=none"]}}""", "allowSecrets")]
    [InlineData("""{"image": {"digest": "latest"}}""", "digest")]
    [InlineData("""{"podLabels": {"app.kubernetes.io/name": "other"}}""", "podLabels")]
    [InlineData("""{"podMonitor": {"interval": "often"}}""", "interval")]
    [InlineData("""{"podMonitor": {"interval": "0s"}}""", "interval")]
    [InlineData("""{"podMonitor": {"interval": "2m"}}""", "interval")]
    public async Task A_wrong_value_is_refused_with_its_name(string values, string named)
    {
        var refused = await renderer.TryRenderAsync(values);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(named, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_and_image_have_the_version_of_the_source()
    {
        var version = XDocument.Load(RepositoryRoot.File("Directory.Build.props")).Descendants("Version").Single().Value;
        var chart = File.ReadAllLines(RepositoryRoot.File("charts/october/Chart.yaml"));
        Assert.Contains($"version: {version}", chart);
        Assert.Contains($"appVersion: v{version}", chart);
        Assert.Contains($"newTag: v{version}", File.ReadAllText(RepositoryRoot.File("config/manager/kustomization.yaml")), StringComparison.Ordinal);
    }

    private static JsonNode Operator(SortedDictionary<string, JsonNode> objects, string ns = "october-system") =>
        objects[$"Deployment {ns}/october-operator"]["spec"]!["template"]!["spec"]!["containers"]![0]!;

    private static void Same(SortedDictionary<string, JsonNode> expected, SortedDictionary<string, JsonNode> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        // Both come with their keys sorted.
        Assert.All(expected, one => Assert.Equal(one.Value.ToJsonString(), actual[one.Key].ToJsonString()));
    }

    [GeneratedRegex(@"- (?<name>--[a-z-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Argument();
}
