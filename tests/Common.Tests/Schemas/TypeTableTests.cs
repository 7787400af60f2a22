namespace October.Common.Schemas;

public sealed class TypeTableTests
{
    [Theory]
    [InlineData("networking.k8s.io/v1.NetworkPolicyIngressRule", "ports", ListKind.Atomic, "")]
    [InlineData("networking.k8s.io/v1.HTTPIngressRuleValue", "paths", ListKind.Atomic, "")]
    [InlineData("autoscaling/v2.HorizontalPodAutoscalerSpec", "metrics", ListKind.Atomic, "")]
    [InlineData("v1.PodSpec", "containers", ListKind.Map, "name")]
    [InlineData("v1.PodSpec", "topologySpreadConstraints", ListKind.Map, "topologyKey,whenUnsatisfiable")]
    [InlineData("v1.Container", "ports", ListKind.Map, "containerPort,protocol")]
    [InlineData("v1.ServiceSpec", "ports", ListKind.Map, "port,protocol")]
    [InlineData("v1.PodSpec", "tolerations", ListKind.Atomic, "")]
    [InlineData("meta/v1.ObjectMeta", "ownerReferences", ListKind.Map, "uid")]
    [InlineData("meta/v1.ObjectMeta", "finalizers", ListKind.Set, "")]
    public void Lists_are_of_the_type_that_OpenAPI_says(string type, string field, ListKind kind, string keys)
    {
        var facts = TypeTable.Kubernetes.Find(type)!.Field(field)!;
        Assert.Equal((kind, keys), (facts.List, string.Join(',', facts.Keys)));
    }

    [Theory]
    [InlineData("v1.PodSpec", "hostNetwork", Emptiness.Omitted)]
    [InlineData("v1.PodSpec", "tolerations", Emptiness.Omitted)]
    [InlineData("v1.PodSpec", "containers", Emptiness.Written)]
    [InlineData("v1.PodSpec", "securityContext", Emptiness.Kept)]
    [InlineData("v1.Container", "resources", Emptiness.Written)]
    [InlineData("networking.k8s.io/v1.NetworkPolicyPeer", "namespaceSelector", Emptiness.Kept)]
    public void Empty_values_are_stored_as_Go_writes_them(string type, string field, Emptiness emptiness) =>
        Assert.Equal(emptiness, TypeTable.Kubernetes.Find(type)!.Field(field)!.Emptiness);

    [Theory]
    [InlineData("v1.PodSpec", "automountServiceAccountToken")]
    [InlineData("apps/v1.DeploymentSpec", "replicas")]
    [InlineData("v1.EnvVar", "value")]
    public void Of_plain_values_the_JSON_type_decides(string type, string field) => Assert.Null(TypeTable.Kubernetes.Find(type)!.Field(field)?.Emptiness);

    [Fact]
    public void A_kind_is_found_by_what_its_manifests_say()
    {
        var template = TypeTable.Kubernetes.Find("apps/v1", "Deployment")!.Field("spec")!.Type!.Field("template")!.Type!;
        Assert.Equal("v1.PodTemplateSpec", template.Name);
        Assert.Null(TypeTable.Kubernetes.Find("apps.example.org/v1", "Deployment"));
    }

    [Fact]
    public void Selectors_are_owned_as_a_whole()
    {
        Assert.True(TypeTable.Kubernetes.Find("apps/v1.DeploymentSpec")!.Field("selector")!.IsAtomic);
        Assert.True(TypeTable.Kubernetes.Find("v1.ServiceSpec")!.Field("selector")!.IsAtomic);
        // The items are, and the list is merged by their names.
        Assert.False(TypeTable.Kubernetes.Find("v1.PodSpec")!.Field("imagePullSecrets")!.IsAtomic);
        Assert.False(TypeTable.Kubernetes.Find("v1.PodSpec")!.Field("securityContext")!.IsAtomic);
    }

    [Fact]
    public void Types_of_custom_resources_are_added_and_may_name_those_of_Kubernetes()
    {
        var table = TypeTable.Kubernetes.With("""
            example.org/v1.Rule
              spec RuleSpec kept
              metadata meta/v1.ObjectMeta
            example.org/v1.RuleSpec
              groups []Group map=name merge=name retainKeys
              ports map[]Group atomic default={"a":1}
            example.org/v1.Group atomic
            """);
        var spec = table.Find("example.org/v1", "Rule")!.Field("spec")!.Type!;
        var (groups, ports) = (spec.Field("groups")!, spec.Field("ports")!);
        Assert.Equal((ListKind.Map, "name", "name", true, false), (groups.List, groups.Keys[0], groups.MergeKey, groups.RetainsKeys, groups.IsAtomic));
        Assert.Equal((true, true, """{"a":1}""", "example.org/v1.Group"), (ports.IsMap, ports.IsAtomic, ports.Default!.ToJsonString(), ports.Type!.Name));
        Assert.Same(TypeTable.Kubernetes.Find("meta/v1.ObjectMeta"), table.Find("example.org/v1.Rule")!.Field("metadata")!.Type);
    }

    [Theory]
    [InlineData("  spec Spec")]
    [InlineData("example.org/v1.Rule\n  spec Spec")]
    [InlineData("example.org/v1.Rule\n  spec default={")]
    public void What_cannot_be_read_is_refused(string text) => Assert.Throws<FormatException>(() => TypeTable.Kubernetes.With(text));
}
