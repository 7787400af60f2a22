using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Workloads;

/// <summary>What every pod has: the Pod Security profile "restricted", quantities, probes.</summary>
internal static class Pods
{
    /// <summary>Above 10000, so that it cannot be a user of the host.</summary>
    public const long UserId = 10001;

    /// <summary>The template around a pod of a component, with the user's part merged in.</summary>
    /// <exception cref="FormatException">The user's part is not part of a pod, or makes one that cannot be.</exception>
    public static V1PodTemplateSpec Template(AppIdentity app, string component, Track track, string? revision, V1PodSpec pod, ResolvedPodTemplate? overrides)
    {
        var labels = Labels.Object(app, component);
        foreach (var (key, value) in Labels.Selector(app, component, track))
            labels[key] = value;
        if (revision is not null)
            labels[Labels.Revision] = revision;
        if (component != Names.Redis)
            pod.TopologySpreadConstraints = TopologySpread.Of(app, component, track);
        var template = PodOverrides.Apply(new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = pod }, overrides, component);
        PodResources.Check(template.Spec, component);
        return template;
    }

    public static V1PodSpec Spec(string serviceAccount, V1Container container, int graceSeconds, params V1Volume[] volumes) => new()
    {
        ServiceAccountName = serviceAccount,
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        TerminationGracePeriodSeconds = graceSeconds,
        SecurityContext = new V1PodSecurityContext
        {
            RunAsNonRoot = true,
            RunAsUser = UserId,
            RunAsGroup = UserId,
            FsGroup = UserId,
            SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        },
        Containers = [container],
        Volumes = volumes,
    };

    public static V1SecurityContext Restricted() => new()
    {
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        Capabilities = new V1Capabilities { Drop = ["ALL"] },
    };

    public static V1ResourceRequirements Resources(ResolvedResources resources) => new()
    {
        Requests = resources.Requests.ToDictionary(pair => pair.Key, pair => new ResourceQuantity(pair.Value)),
        Limits = resources.Limits.ToDictionary(pair => pair.Key, pair => new ResourceQuantity(pair.Value)),
    };

    public static V1Probe HttpProbe(ResolvedProbe timing, string path, string port) =>
        Probe(timing, new V1Probe { HttpGet = new V1HTTPGetAction { Path = path, Port = port } });

    public static V1Probe TcpProbe(ResolvedProbe timing, string port) =>
        Probe(timing, new V1Probe { TcpSocket = new V1TCPSocketAction { Port = port } });

    private static V1Probe Probe(ResolvedProbe timing, V1Probe probe)
    {
        probe.InitialDelaySeconds = timing.InitialDelaySeconds == 0 ? null : timing.InitialDelaySeconds;
        probe.PeriodSeconds = timing.PeriodSeconds;
        probe.TimeoutSeconds = timing.TimeoutSeconds;
        probe.FailureThreshold = timing.FailureThreshold;
        return probe;
    }
}
