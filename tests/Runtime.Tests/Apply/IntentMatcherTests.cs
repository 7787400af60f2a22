using System.Text.Json.Nodes;
using October.Common.Schemas;

namespace October.Runtime.Apply;

public sealed class IntentMatcherTests
{
    private const string Rule = "networking.k8s.io/v1.NetworkPolicySpec";

    [Theory]
    [InlineData("v1.PodSpec", """{"hostname":"a"}""", """{"hostname":"a","dnsPolicy":"ClusterFirst"}""", true)]
    [InlineData("v1.PodSpec", """{"hostname":"a"}""", """{"hostname":"b"}""", false)]
    [InlineData("v1.PodSpec", """{"hostname":null}""", """{"hostname":"b"}""", true)]
    [InlineData("meta/v1.ObjectMeta", """{"labels":{"a":"1"}}""", """{"labels":{"a":"1","theirs":"2"},"annotations":{"theirs":""}}""", true)]
    [InlineData("meta/v1.ObjectMeta", """{"labels":{"a":"1"}}""", """{"labels":{"theirs":"2"}}""", false)]
    [InlineData("meta/v1.ObjectMeta", """{"labels":{"a":""}}""", """{"labels":{"theirs":"2"}}""", false)]
    public void In_objects_others_may_have_more(string type, string intent, string live, bool holds) => Check(type, intent, live, holds);

    [Theory]
    [InlineData(
        "v1.PodSpec", """{"containers":[{"name":"x","image":"i"}]}""", """{"containers":[{"name":"sidecar"},{"name":"x","image":"i","tty":true}]}""", true)]
    [InlineData("v1.PodSpec", """{"containers":[{"name":"x","image":"i"}]}""", """{"containers":[{"name":"x","image":"j"}]}""", false)]
    [InlineData("v1.PodSpec", """{"containers":[{"name":"x"},{"name":"y"}]}""", """{"containers":[{"name":"y"},{"name":"x"}]}""", true)]
    [InlineData("v1.PodSpec", """{"containers":[{"name":"x"}]}""", """{"containers":[{"name":"y"}]}""", false)]
    [InlineData("v1.Container", """{"ports":[{"containerPort":80}]}""", """{"ports":[{"containerPort":80,"protocol":"TCP"}]}""", true)]
    [InlineData("v1.Container", """{"ports":[{"containerPort":80}]}""", """{"ports":[{"containerPort":80,"protocol":"UDP"}]}""", false)]
    [InlineData(
        "v1.ServiceSpec",
        """{"ports":[{"port":80,"name":"http"}]}""",
        """{"ports":[{"port":80,"protocol":"UDP","name":"http"},{"port":80,"protocol":"TCP","name":"http"}]}""",
        true)]
    [InlineData("v1.Container", """{"env":[{"name":"A","value":"1"}]}""", """{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}""", true)]
    [InlineData("v1.PodSpec", """{"imagePullSecrets":[{"name":"a"}]}""", """{"imagePullSecrets":[{"name":"b"},{"name":"a"}]}""", true)]
    public void Items_of_a_map_list_are_found_by_their_keys(string type, string intent, string live, bool holds) => Check(type, intent, live, holds);

    [Theory]
    [InlineData("""{"finalizers":["a"]}""", """{"finalizers":["theirs","a"]}""", true)]
    [InlineData("""{"finalizers":["a"]}""", """{"finalizers":["theirs"]}""", false)]
    public void To_a_set_others_may_add(string intent, string live, bool holds) => Check("meta/v1.ObjectMeta", intent, live, holds);

    [Theory]
    [InlineData("v1.Container", """{"args":["a","b"]}""", """{"args":["a","b"]}""", true)]
    [InlineData("v1.Container", """{"args":["a"]}""", """{"args":["a","b"]}""", false)]
    [InlineData("v1.Container", """{"args":["a","b"]}""", """{"args":["b","a"]}""", false)]
    [InlineData(Rule, """{"ingress":[{"ports":[{"port":80}]}]}""", """{"ingress":[{"ports":[{"port":80,"protocol":"TCP"}]}]}""", true)]
    [InlineData(Rule, """{"ingress":[{"ports":[{"port":80}]}]}""", """{"ingress":[{"ports":[{"port":80,"protocol":"UDP"}]}]}""", false)]
    [InlineData(
        Rule, """{"ingress":[{"ports":[{"port":80}]}]}""", """{"ingress":[{"ports":[{"port":80,"protocol":"TCP"},{"port":22,"protocol":"TCP"}]}]}""", false)]
    [InlineData(Rule, """{"ingress":[{"ports":[{"port":80}]}]}""", """{"ingress":[{"ports":[{"port":80,"endPort":9000}]}]}""", false)]
    [InlineData(Rule, """{"ingress":[{"from":[{"podSelector":{}}]}]}""", """{"ingress":[{"from":[{"podSelector":{},"namespaceSelector":{}}]}]}""", false)]
    [InlineData(Rule, """{"ingress":[{"ports":[{"port":80}]}]}""", """{"ingress":[{"ports":[{"port":80}]},{}]}""", false)]
    [InlineData(
        "autoscaling/v2.HorizontalPodAutoscalerSpec", """{"metrics":[{"type":"Resource"}]}""", """{"metrics":[{"type":"Resource"},{"type":"Pods"}]}""", false)]
    [InlineData(
        "networking.k8s.io/v1.IngressSpec",
        """{"rules":[{"http":{"paths":[{"path":"/"}]}}]}""",
        """{"rules":[{"http":{"paths":[{"path":"/"},{"path":"/admin"}]}}]}""",
        false)]
    [InlineData("networking.k8s.io/v1.IngressSpec", """{"tls":[{"hosts":["a"]}]}""", """{"tls":[{"hosts":["a"],"secretName":"theirs"}]}""", false)]
    public void An_atomic_list_is_ours_as_a_whole(string type, string intent, string live, bool holds) => Check(type, intent, live, holds);

    [Theory]
    [InlineData("v1.ServiceSpec", """{"selector":{"a":"1"}}""", """{"selector":{"a":"1","b":"2"}}""", false)]
    [InlineData("v1.PodSpec", """{"nodeSelector":{"a":"1"}}""", """{"nodeSelector":{"a":"1"}}""", true)]
    [InlineData(Rule, """{"podSelector":{"matchLabels":{"a":"1"}}}""", """{"podSelector":{"matchLabels":{"a":"1","b":"2"}}}""", false)]
    [InlineData(Rule, """{"podSelector":{}}""", """{"podSelector":{"matchLabels":{"b":"2"}}}""", false)]
    [InlineData(Rule, """{"podSelector":{"matchExpressions":[]}}""", """{"podSelector":{}}""", true)]
    [InlineData("v1.EnvVarSource", """{"fieldRef":{"fieldPath":"metadata.name"}}""", """{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}""", true)]
    [InlineData("v1.EnvVarSource", """{"secretKeyRef":{"name":"a","key":"b"}}""", """{"secretKeyRef":{"name":"a","key":"b","optional":true}}""", false)]
    public void An_atomic_object_is_ours_as_a_whole(string type, string intent, string live, bool holds) => Check(type, intent, live, holds);

    [Theory]
    [InlineData("v1.EnvVar", """{"name":"A","value":""}""", """{"name":"A"}""", true)]
    [InlineData("v1.PodSpec", """{"hostNetwork":false}""", "{}", true)]
    [InlineData("v1.PodSpec", """{"hostNetwork":false}""", """{"hostNetwork":true}""", false)]
    [InlineData("v1.PodSpec", """{"tolerations":[],"nodeSelector":{}}""", "{}", true)]
    [InlineData("v1.PodSpec", """{"tolerations":[]}""", """{"tolerations":[{"operator":"Exists"}]}""", false)]
    [InlineData("v1.Container", """{"resources":{"limits":{}}}""", "{}", true)]
    [InlineData("v1.Probe", """{"initialDelaySeconds":0}""", "{}", true)]
    [InlineData(Rule, """{"egress":[{"to":[]}]}""", """{"egress":[{}]}""", true)]
    public void An_empty_value_that_the_server_drops_is_there(string type, string intent, string live, bool holds) => Check(type, intent, live, holds);

    [Theory]
    [InlineData("v1.PodSpec", """{"automountServiceAccountToken":false}""")]
    [InlineData("v1.SecurityContext", """{"readOnlyRootFilesystem":false}""")]
    [InlineData("v1.PodSecurityContext", """{"runAsUser":0}""")]
    [InlineData("v1.VolumeSource", """{"emptyDir":{}}""")]
    [InlineData("apps/v1.DeploymentSpec", """{"replicas":0}""")]
    [InlineData("v1.ConfigMap", """{"data":{"a":""}}""")]
    public void An_empty_value_that_the_server_keeps_must_be_there(string type, string intent)
    {
        // VolumeSource is inlined: its fields are those of a volume.
        type = type == "v1.VolumeSource" ? "v1.Volume" : type;
        Check(type, intent, "{}", holds: false);
        Check(type, intent, intent, holds: true);
    }

    [Theory]
    [InlineData("""{"spec":{"a":{"b":1}}}""", """{"spec":{"a":{"b":1,"c":2}}}""", true)]
    [InlineData("""{"spec":{"a":[{"b":1}]}}""", """{"spec":{"a":[{"b":1,"c":2}]}}""", false)]
    [InlineData("""{"spec":{"a":[{"b":1}]}}""", """{"spec":{"a":[{"b":1},{"b":2}]}}""", false)]
    [InlineData("""{"spec":{"a":""}}""", """{"spec":{}}""", false)]
    public void Of_a_kind_that_is_not_known_objects_are_merged_lists_are_atomic_and_empty_values_are_kept(string intent, string live, bool holds) =>
        Check("example.org/v1.Unknown", intent, live, holds);

    private static void Check(string type, string intent, string live, bool holds) =>
        Assert.Equal(holds, IntentMatcher.Holds((JsonObject)JsonNode.Parse(intent)!, (JsonObject)JsonNode.Parse(live)!, TypeTable.Kubernetes.Find(type)));
}
