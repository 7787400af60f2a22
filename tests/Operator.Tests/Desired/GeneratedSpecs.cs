using System.Text.Json.Nodes;
using CsCheck;
using October.Crd.Spec;
using October.Crd.Spec.Network;
using October.Crd.Spec.Pods;
using October.Crd.Spec.Redis;

namespace October.Operator.Desired;

/// <summary>Specs of apps at random: every part that changes what is rendered, empty values and unusual notations among them.</summary>
internal static class GeneratedSpecs
{
    private static readonly JsonNode[] Memories = ["1Gi", "1Gi", "1024Mi", "1.5Gi", "2000000000"];
    private static readonly JsonNode[] Cpus = [1, 1, "1000m", "0.5", "250m"];

    private static readonly string?[] Templates =
    [
        null,
        """{"hostNetwork":false,"tolerations":[],"nodeSelector":{}}""",
        """{"tolerations":[{"key":"gpu","operator":"Exists"}],"nodeSelector":{"disk":"ssd"},"priorityClassName":""}""",
        """{"containers":[{"name":"NAME","env":[{"name":"EMPTY","value":""},{"name":"POD","valueFrom":{"fieldRef":"""
            + """{"fieldPath":"metadata.name"}}}],"resources":{},"tty":false}]}""",
        """{"containers":[{"name":"NAME","env":[{"name":"MEMORY","valueFrom":{"resourceFieldRef":{"resource":"limits.memory"}}}],"volumeMounts":["""
            + """{"name":"x","mountPath":"/x","readOnly":false}]}],"volumes":[{"name":"x","emptyDir":{}}]}""",
        """{"volumes":[{"name":"x","projected":{"sources":[{"configMap":{"name":"c"}},{"downwardAPI":{"items":[{"path":"p","fieldRef":"""
            + """{"fieldPath":"metadata.name"}}]}}]}}]}""",
        """{"affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":"""
            + """{"topologyKey":"zone","labelSelector":{"matchLabels":{"a":"b"}}}}]}},"hostAliases":[{"ip":"10.0.0.1","hostnames":["a"]}]}""",
        """{"initContainers":[{"name":"first","image":"i","command":["true"],"ports":[{"containerPort":81}],"securityContext":"""
            + """{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"readOnlyRootFilesystem":true}}],"imagePullSecrets":[{"name":"pull"}]}""",
    ];

    private static readonly Gen<string> Word = Gen.String[Gen.Char["abc"], 1, 2];

    private static readonly Gen<IDictionary<string, string>> Words = Gen.Dictionary(Word, Gen.String[0, 20])[0, 3]
        .Select(map => (IDictionary<string, string>)map);

    private static readonly Gen<EnvVarSpec> Variable = Gen.Select(Word, Gen.Int[0, 2]).Select((name, kind) => kind switch
    {
        0 => new EnvVarSpec { Name = name, Value = name.Length % 2 == 0 ? "" : "1" },
        1 => new EnvVarSpec { Name = name, SecretKeyRef = new KeyRefSpec { Name = "secret", Key = name } },
        _ => new EnvVarSpec { Name = name, ConfigMapKeyRef = new KeyRefSpec { Name = "map", Key = name } },
    });

    private static readonly Gen<ResourcesSpec?> Resources = Gen.Int[0, 4]
        .Select(size =>
            size == 0
                ? null
                : new ResourcesSpec
                {
                    Limits = new Dictionary<string, JsonNode?> { ["memory"] = Memories[size], ["cpu"] = 2 },
                    Requests = new Dictionary<string, JsonNode?> { ["cpu"] = Cpus[size] },
                });

    private static readonly Gen<(int? Replicas, EnvVarSpec[] Env, ResourcesSpec? Resources, int? Grace, ProbesSpec? Probes)> Component = Gen.Select(
            Gen.Int[0, 5].Nullable(), Variable.Array[0, 4], Resources, Gen.Int[1, 3600].Nullable(), Gen.Int[0, 3])
        .Select(
            (replicas, env, resources, grace, probes) =>
                (
                    replicas,
                    env.DistinctBy(variable => variable.Name).ToArray(),
                    resources,
                    grace,
                    probes == 0
                        ? null
                        : new ProbesSpec
                        {
                            Startup = new ProbeTimingSpec { PeriodSeconds = probes },
                            Liveness = new ProbeTimingSpec { InitialDelaySeconds = probes },
                        }));

    private static readonly Gen<V1OctoberAppSpec> Plain = Gen.Select(Component, Component, Words, Gen.Int[0, 255], Word)
        .Select(
            (api, worker, config, flags, word) =>
                new V1OctoberAppSpec
                {
                    Profile = (flags & 1) == 0 ? null : "prod",
                    Api = new ApiSpec
                    {
                        Image = "api:" + word,
                        Replicas = api.Replicas,
                        Env = api.Env,
                        Resources = api.Resources,
                        TerminationGracePeriodSeconds = api.Grace,
                        Probes = api.Probes,
                    },
                    Worker = new WorkerSpec
                    {
                        Image = "worker:" + word,
                        Replicas = worker.Replicas,
                        Env = worker.Env,
                        Resources = worker.Resources,
                        TerminationGracePeriodSeconds = worker.Grace,
                        Probes = worker.Probes,
                        Concurrency = (flags & 2) == 0 ? null : 4,
                    },
                    Config = config,
                    SecretName = (flags & 4) == 0 ? null : word,
                    Redis =
                        (flags & 8) == 0
                            ? null
                            : new RedisSpec { Image = "redis:" + word, Persistence = new PersistenceSpec { StorageClassName = word } },
                    Ingress =
                        (flags & 16) == 0
                            ? null
                            : new IngressSpec { Enabled = (flags & 32) == 0, Host = word, Tls = new IngressTlsSpec { SecretName = word } },
                    NetworkPolicy = (flags & 64) == 0 ? null : new NetworkPolicySpec { Enabled = (flags & 32) == 0 },
                    Monitoring = (flags & 128) == 0 ? null : new MonitoringSpec { Labels = new Dictionary<string, string> { [word] = "" } },
                });

    private static readonly Gen<PodTemplateSpec?> Template = Gen.Int[0, Templates.Length - 1]
        .Select(index => Templates[index])
        .Select(spec =>
            spec is null
                ? null
                : new PodTemplateSpec { Spec = (JsonObject)JsonNode.Parse(spec)!, Annotations = new Dictionary<string, string> { ["note"] = "" } });

    private static readonly Gen<NetworkPolicySpec?> Flows = Gen.Int[0, 7].Select(kind => kind == 0 ? null : new NetworkPolicySpec
    {
        IngressFrom = (kind & 1) == 0 ? null :
        [
            new NetworkPeerSpec { NamespaceSelector = new LabelSelectorSpec() },
            new NetworkPeerSpec { PodSelector = new LabelSelectorSpec { MatchLabels = new Dictionary<string, string> { ["a"] = "" } } },
        ],
        EgressTo = (kind & 2) == 0 ? null :
        [
            new EgressTargetSpec
            {
                IpBlock = new IpBlockSpec { Cidr = "10.0.0.0/8", Except = (kind & 4) == 0 ? [] : ["10.1.0.0/16"] },
                Ports =
                [new NetworkPortSpec { Port = 443 }, new NetworkPortSpec { Port = 80, EndPort = 90, Protocol = "UDP" }],
            },
            new EgressTargetSpec
            {
                NamespaceSelector = new LabelSelectorSpec
                {
                    MatchExpressions =
                    [new LabelRequirementSpec { Key = "team", Operator = "In", Values = ["a"] }],
                },
            },
        ],
    });

    private static readonly Gen<AutoscalingSpec?> Scaling = Gen.Int[0, 7].Select(kind => kind == 0 ? null : new AutoscalingSpec
    {
        Api = new AutoscalerSpec
        {
            MemoryUtilization = (kind & 1) == 0 ? null : 80,
            Behavior =
                (kind & 2) == 0
                    ? null
                    : (JsonObject)
                        JsonNode.Parse(
                            """{"scaleDown":{"stabilizationWindowSeconds":0,"policies":[{"type":"Pods","value":1,"periodSeconds":60}]}}""")!,
        },
        Worker = (kind & 4) == 0 ? null : new WorkerAutoscalerSpec { MinReplicas = 1, MaxReplicas = 3 },
    });

    private static readonly Gen<BackupSpec?> Backup = Gen.Int[0, 3]
        .Select(kind =>
            kind == 0
                ? null
                : new BackupSpec { Schedule = "0 3 * * *", Suspend = kind == 1, TimeZone = kind == 2 ? "Europe/Berlin" : null, KeepLast = kind });

    /// <summary>All of them.</summary>
    public static Gen<V1OctoberAppSpec> Any { get; } =
        Gen.Select(Plain, Gen.Select(Template, Template, Template), Flows, Scaling, Backup)
            .Select(
                (spec, templates, flows, scaling, backup) =>
                {
                    spec.Api.PodTemplate = Named(templates.Item1, "api");
                    spec.Worker.PodTemplate = Named(templates.Item2, "worker");
                    spec.NetworkPolicy = flows ?? spec.NetworkPolicy;
                    spec.Autoscaling = scaling;
                    spec.Backup = backup;
                    if (templates.Item3 is not null)
                        spec.Api.Service = new ApiServiceSpec { Type = "NodePort", Annotations = new Dictionary<string, string> { ["a"] = "" } };
                    return spec;
                });

    private static PodTemplateSpec? Named(PodTemplateSpec? template, string container) => template is null ? null : new PodTemplateSpec
    {
        Annotations = template.Annotations,
        Spec = (JsonObject)JsonNode.Parse(template.Spec!.ToJsonString().Replace("NAME", container, StringComparison.Ordinal))!,
    };
}
