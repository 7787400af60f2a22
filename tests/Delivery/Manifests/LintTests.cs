using System.Text.Json.Nodes;

namespace October.Delivery.Manifests;

/// <summary>
/// Everything that is installed and everything that the operator creates, by kube-linter's checks (all that it runs by default and more) and by Monokle's. Not
/// among them, with the reason: access-to-create-pods and access-to-secrets (an operator is there to do that; docs/security.md), minimum-three-replicas (an app
/// may be small), required-annotation-email and required-label-owner (yours to set), no-rolling-update-strategy (two redis cannot share a volume),
/// use-namespace (an app is in its own), image digests (an app names its images itself), no-node-affinity (nothing needs a node of its own).
/// </summary>
public sealed class LintTests
{
    /// <summary>A Deployment and all that belongs to it, in which nothing is found.</summary>
    private const string Good = """
        [{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"a"}},"template":{
           "metadata":{"labels":{"app":"a"}},"spec":{
            "serviceAccountName":"a","topologySpreadConstraints":[],"securityContext":{"runAsNonRoot":true},"containers":[
             {"name":"c","image":"example.com:5000/c:1","ports":[{"name":"http","containerPort":8000}],"livenessProbe":{"httpGet":{"port":"http"}},
              "readinessProbe":{"httpGet":{"port":8000}},"resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"memory":"1Gi"}},
              "securityContext":{"readOnlyRootFilesystem":true,"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}}},
         {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"a"}},
         {"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"selector":{"app":"a"},"ports":[{"port":80,"targetPort":"http"}]}},
         {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a"},"spec":{"podSelector":{"matchLabels":{"app":"a"}}}}]
        """;

    public static TheoryData<string> Folders() =>
        [
            .. Directory.EnumerateDirectories(RepositoryRoot.File("config")).Where(path => File.Exists(Path.Combine(path, "kustomization.yaml")))
                .Select(path => "config/" + Path.GetFileName(path)).Order(),
        ];

    public static TheoryData<string> Apps() =>
        [.. Directory.EnumerateFiles(RepositoryRoot.File("config/samples"), "*.yaml").Select(path => "config/samples/" + Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Nothing_is_found_in_what_is_installed(string folder)
    {
        var manifest = await Manifest.OfFolderAsync(folder);
        // Parts of an installation refer to other parts.
        var isWhole = folder is "config/default" or "config/namespaced";
        string[] between = ["dangling-networkpolicy", "non-existent-service-account", "non-isolated-pod"];
        Assert.DoesNotContain(manifest.Findings(), finding => isWhole || !between.Contains(finding.Split(':')[0]));
        await Monokle.FindsNothingAsync(manifest);
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public async Task Nothing_is_found_in_what_an_app_is_made_of(string app)
    {
        var manifest = await Manifest.OfAppAsync(RepositoryRoot.File(app));
        Assert.NotEmpty(manifest.Pods);
        Assert.Empty(manifest.Findings());
        await Monokle.FindsNothingAsync(manifest);
    }

    [Fact]
    public void Nothing_is_found_in_the_example_that_the_others_deviate_from() => Assert.Empty(Manifest.Parse(Good).Findings());

    [Theory]
    [InlineData("deprecated-service-account-field", "pod", """{"serviceAccount":"a"}""")]
    [InlineData("default-service-account", "pod", """{"serviceAccountName":"default"}""")]
    [InlineData("docker-sock", "pod", """{"volumes":[{"name":"v","hostPath":{"path":"/run/docker.sock"}}]}""")]
    [InlineData("sensitive-host-mounts", "pod", """{"volumes":[{"name":"v","hostPath":{"path":"/etc"}}]}""")]
    [InlineData("host-ipc", "pod", """{"hostIPC":true}""")]
    [InlineData("host-network", "pod", """{"hostNetwork":true}""")]
    [InlineData("host-pid", "pod", """{"hostPID":true}""")]
    [InlineData("unsafe-sysctls", "pod", """{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"}],"runAsNonRoot":true}}""")]
    [InlineData("run-as-non-root", "pod", """{"securityContext":{}}""")]
    [InlineData("run-as-non-root", "pod", """{"securityContext":{"runAsNonRoot":true,"runAsUser":0}}""")]
    [InlineData("non-existent-service-account", "pod", """{"serviceAccountName":"b"}""")]
    [InlineData("no-anti-affinity", "pod", """{"topologySpreadConstraints":null}""")]
    [InlineData("drop-net-raw-capability", "container", """{"securityContext":{"capabilities":{"drop":["SYS_ADMIN"]}}}""")]
    [InlineData("duplicate-env-var", "container", """{"env":[{"name":"A"},{"name":"A"}]}""")]
    [InlineData("env-var-secret", "container", """{"env":[{"name":"MY_SECRET","value":"x"}]}""")]
    [InlineData("read-secret-from-env-var", "container", """{"env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}""")]
    [InlineData("latest-tag", "container", """{"image":"example.com:5000/c"}""")]
    [InlineData("latest-tag", "container", """{"image":"c:latest"}""")]
    [InlineData("liveness-port", "container", """{"livenessProbe":{"httpGet":{"port":1}}}""")]
    [InlineData("readiness-port", "container", """{"readinessProbe":{"tcpSocket":{"port":"web"}}}""")]
    [InlineData("startup-port", "container", """{"startupProbe":{"httpGet":{"port":1}}}""")]
    [InlineData("no-liveness-probe", "container", """{"livenessProbe":null}""")]
    [InlineData("no-readiness-probe", "container", """{"readinessProbe":null}""")]
    [InlineData("no-read-only-root-fs", "container", """{"securityContext":{"readOnlyRootFilesystem":false}}""")]
    [InlineData("privilege-escalation-container", "container", """{"securityContext":{"capabilities":{"drop":["ALL"]}}}""")]
    [InlineData("privileged-container", "container", """{"securityContext":{"privileged":true}}""")]
    [InlineData("privileged-ports", "container", """{"ports":[{"name":"http","containerPort":80}]}""")]
    [InlineData("ssh-port", "container", """{"ports":[{"name":"http","containerPort":22}]}""")]
    [InlineData("unsafe-proc-mount", "container", """{"securityContext":{"procMount":"Unmasked"}}""")]
    [InlineData("unset-cpu-requirements", "container", """{"resources":{"limits":{"cpu":"1"}}}""")]
    [InlineData("unset-memory-requirements", "container", """{"resources":{"requests":{"memory":"1Gi"}}}""")]
    [InlineData("dangling-service", "1", """{"kind":"Service","metadata":{"name":"b"},"spec":{"selector":{"app":"b"}}}""")]
    [InlineData("invalid-target-ports", "1", """{"kind":"Service","metadata":{"name":"b"},"spec":{"selector":{"app":"a"},"ports":[{"port":81}]}}""")]
    [InlineData("dangling-ingress", "1", """{"kind":"Ingress","spec":{"rules":[{"http":{"paths":[{"backend":{"service":{"name":"b"}}}]}}]}}""")]
    [InlineData("dangling-horizontalpodautoscaler", "1", """{"kind":"HorizontalPodAutoscaler","spec":{"scaleTargetRef":{"kind":"Deployment","name":"b"}}}""")]
    [InlineData("dangling-networkpolicy", "1", """{"kind":"NetworkPolicy","spec":{"podSelector":{"matchLabels":{"app":"b"}}}}""")]
    [InlineData("non-isolated-pod", "1", """{"kind":"Job","spec":{"ttlSecondsAfterFinished":1,"template":{"metadata":{"labels":{"app":"b"}},"spec":{}}}}""")]
    [InlineData("job-ttl-seconds-after-finished", "1", """{"kind":"Job","spec":{"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[]}}}}""")]
    [InlineData("mismatching-selector", "1", """{"kind":"Deployment","spec":{"selector":{"matchLabels":{"app":"b"}},"template":{"spec":{}}}}""")]
    [InlineData("no-extensions-v1beta", "1", """{"apiVersion":"extensions/v1beta1","kind":"Thing"}""")]
    [InlineData("pdb-max-unavailable", "1", """{"kind":"PodDisruptionBudget","spec":{"maxUnavailable":0}}""")]
    [InlineData("pdb-min-available", "1", """{"kind":"PodDisruptionBudget","spec":{"minAvailable":2,"selector":{"matchLabels":{"app":"a"}}}}""")]
    [InlineData("pdb-min-available", "1", """{"kind":"PodDisruptionBudget","spec":{"minAvailable":"100%"}}""")]
    [InlineData("pdb-unhealthy-pod-eviction-policy", "1", """{"kind":"PodDisruptionBudget","spec":{"maxUnavailable":1}}""")]
    [InlineData("wildcard-in-rules", "1", """{"kind":"Role","rules":[{"verbs":["*"],"resources":["pods"]}]}""")]
    public void Each_check_finds_what_it_is_for(string rule, string where, string change)
    {
        var objects = JsonNode.Parse(Good)!.AsArray();
        var changed = JsonNode.Parse(change)!.AsObject();
        var pod = objects[0]!["spec"]!["template"]!["spec"]!.AsObject();
        if (where == "1")
        {
            changed["apiVersion"] ??= "v1";
            objects.Add(changed.DeepClone());
        }
        else
        {
            foreach (var (name, value) in changed)
                (where == "pod" ? pod : pod["containers"]![0]!.AsObject())[name] = value?.DeepClone();
        }

        Assert.Contains(Manifest.Parse(objects.ToJsonString()).Findings(), finding => finding.StartsWith(rule + ":", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_check_has_an_example()
    {
        var examples = typeof(LintTests).GetMethod(nameof(Each_check_finds_what_it_is_for))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(one => (string)((InlineDataAttribute)one).Data[0]!).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(PodRules.OfPod.Keys.Concat(PodRules.OfContainer.Keys).Concat(LinkRules.All.Keys).Order(), examples.Order());
    }

    [Fact]
    public async Task Monokle_finds_what_is_wrong()
    {
        const string Spec = """{"hostNetwork":true,"containers":[{"name":"c","image":"c:latest"}]}""";
        var pod = JsonNode.Parse($$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{{Spec}}}""")!;
        var found = await Monokle.RunAsync(new Manifest([pod]));
        Assert.Contains("pod-security-standards/host-namespaces Pod/a", found, StringComparison.Ordinal);
        Assert.Contains("practices/no-latest-image Pod/a", found, StringComparison.Ordinal);
    }
}
