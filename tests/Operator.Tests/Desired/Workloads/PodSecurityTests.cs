using System.Text.Json.Nodes;
using CsCheck;
using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Runtime.Api;

namespace October.Operator.Desired.Workloads;

[Collection(nameof(Properties))]
public sealed class PodSecurityTests
{
    [Fact]
    public void Every_pod_of_every_app_passes_restricted() => GeneratedSpecs.Any.Sample(
        spec =>
        {
            var revision = new RenderedRevision("aaaaaaaaaa", SpecDefaults.Resolve(spec));
            var objects = DesiredState.Render(new DesiredInput
            {
                App = new AppIdentity("shops", "shop", "1"),
                Stable = revision,
                Preview = revision,
                Cluster = new ClusterFacts { OperatorNamespace = "october-system", HasPrometheusRules = true, HasServiceMonitors = true },
                Passwords = new Passwords("x"),
                HasNamedKeys = true,
            }).Objects;
            var templates = objects.OfType<V1Deployment>().Select(deployment => deployment.Spec.Template).ToList();
            Assert.Equal(5, templates.Count);
            Assert.Empty(templates.SelectMany(PodSecurity.Violations));
            // Of our own: no user of the host, no writable root, no token.
            Assert.All(templates, template =>
            {
                Assert.True(template.Spec.SecurityContext.RunAsUser > 10000 && template.Spec.SecurityContext.RunAsGroup > 10000);
                Assert.False(template.Spec.AutomountServiceAccountToken);
                Assert.All(template.Spec.Containers, container => Assert.True(container.SecurityContext.ReadOnlyRootFilesystem));
            });
        },
        iter: 4_000);

    /// <summary>The checker itself: each control finds what breaks it.</summary>
    [Theory]
    [InlineData("""{"hostNetwork":true}""", "host namespaces")]
    [InlineData("""{"hostPID":true}""", "host namespaces")]
    [InlineData("""{"hostIPC":true}""", "host namespaces")]
    [InlineData("""{"volumes":[{"name":"v","hostPath":{"path":"/"}}]}""", "type of volume v")]
    [InlineData("""{"volumes":[{"name":"v","nfs":{"path":"/","server":"s"}}]}""", "type of volume v")]
    [InlineData("""{"securityContext":{"runAsUser":0}}""", "runAsUser of the pod is root")]
    [InlineData("""{"securityContext":{"runAsNonRoot":false}}""", "c: runAsNonRoot")]
    [InlineData("""{"securityContext":{"seccompProfile":{"type":"Unconfined"}}}""", "c: seccomp")]
    [InlineData("""{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"}]}}""", "sysctls")]
    [InlineData("""{"securityContext":{"seLinuxOptions":{"type":"spc_t"}}}""", "SELinux of the pod")]
    [InlineData("""{"securityContext":{"appArmorProfile":{"type":"Unconfined"}}}""", "AppArmor of the pod")]
    [InlineData("""{"securityContext":{"windowsOptions":{"hostProcess":true}}}""", "HostProcess")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"privileged":true}}]}""", "c: privileged")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"allowPrivilegeEscalation":true}}]}""", "c: allowPrivilegeEscalation is not false")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"capabilities":{"drop":["NET_RAW"]}}}]}""", "c: capabilities are not all dropped")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"capabilities":{"add":["SYS_ADMIN"]}}}]}""", "c: capabilities are added")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"procMount":"Unmasked"}}]}""", "c: procMount")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"runAsUser":0}}]}""", "c: runAsUser is root")]
    [InlineData("""{"containers":[{"name":"c","ports":[{"containerPort":1,"hostPort":1}]}]}""", "c: hostPort")]
    [InlineData("""{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"10.0.0.1","port":1}}}]}""", "c: host of a probe or hook")]
    [InlineData("""{"initContainers":[{"name":"i"}]}""", "i: allowPrivilegeEscalation is not false")]
    [InlineData("""{"ephemeralContainers":[{"name":"e"}]}""", "e: allowPrivilegeEscalation is not false")]
    public void The_checker_finds_what_breaks_a_control(string difference, string control)
    {
        var pod = JsonNode.Parse("""
            {"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
             "containers":[{"name":"c","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}
            """)!.AsObject();
        Assert.Empty(PodSecurity.Violations(Template(pod)));
        Assert.Contains(control, PodSecurity.Violations(Template(StrategicMerge.Apply(pod, JsonNode.Parse(difference)!.AsObject()))));
    }

    private static V1PodTemplateSpec Template(JsonObject pod) => new() { Spec = KubeJson.Read<V1PodSpec>(pod) };
}
