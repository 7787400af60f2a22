using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Model;
using October.Operator.Desired.Workloads;

namespace October.Operator.Desired.Redis;

/// <summary>
/// The pods of backups and restores. Where redis may run, what it may pull, and as whom it owns its files holds for them as its podTemplate says it:
/// without that they cannot start in a cluster in which redis needs it, which comes to light when a backup is needed.
/// </summary>
internal static class JobPods
{
    /// <summary>Istio's label.</summary>
    private const string IstioInject = "sidecar.istio.io/inject";

    /// <summary>Linkerd's annotation.</summary>
    private const string LinkerdInject = "linkerd.io/inject";

    /// <summary>Followed by the name of a container, which the pod must have.</summary>
    private const string AppArmor = "container.apparmor.security.beta.kubernetes.io/";

    /// <summary>A pod of one container, which runs redis' image unless it has one.</summary>
    /// <param name="input">As for rendering, with a redis.</param>
    /// <param name="component">The component that the pod is of, and the name of its container.</param>
    /// <param name="container">The container.</param>
    /// <param name="volumes">The pod's volumes.</param>
    /// <exception cref="FormatException">The user's part of redis' template is not part of a pod.</exception>
    public static V1PodTemplateSpec Template(DesiredInput input, string component, V1Container container, params V1Volume[] volumes)
    {
        var revision = input.Redis!;
        var redis = (revision.Kept?.Redis ?? RedisResources.Template(input.App, revision.App.Redis)).Spec;
        var pod = Pods.Spec(Names.Component(input.App, Names.Backup), container, 30, volumes);
        pod.RestartPolicy = "Never";
        Place(pod, redis);
        Identify(container, redis.Containers.First(static own => own.Name == Names.Redis));
        return new V1PodTemplateSpec { Metadata = Metadata(input.App, component, revision.App.Redis.PodTemplate), Spec = pod };
    }

    private static void Place(V1PodSpec pod, V1PodSpec redis)
    {
        pod.ImagePullSecrets = redis.ImagePullSecrets;
        pod.NodeName = redis.NodeName;
        pod.NodeSelector = redis.NodeSelector;
        pod.Affinity = redis.Affinity;
        pod.Tolerations = redis.Tolerations;
        pod.SchedulerName = redis.SchedulerName;
        pod.PriorityClassName = redis.PriorityClassName;
        pod.PreemptionPolicy = redis.PreemptionPolicy;
        pod.RuntimeClassName = redis.RuntimeClassName;
        pod.Os = redis.Os;
        pod.SecurityContext = redis.SecurityContext;
        pod.HostUsers = redis.HostUsers;
        pod.HostAliases = redis.HostAliases;
        pod.DnsPolicy = redis.DnsPolicy;
        pod.DnsConfig = redis.DnsConfig;
    }

    private static void Identify(V1Container container, V1Container redis)
    {
        container.SecurityContext = redis.SecurityContext;
        if (container.Image is not null)
            return;
        container.Image = redis.Image;
        container.ImagePullPolicy = redis.ImagePullPolicy;
    }

    /// <summary>
    /// A proxy that a service mesh adds beside the container ends with it only where it is a native sidecar; any other keeps the Job from ever being complete.
    /// </summary>
    private static V1ObjectMeta Metadata(AppIdentity app, string component, ResolvedPodTemplate? given)
    {
        var labels = Labels.Object(app, component);
        var annotations = new Dictionary<string, string>();
        foreach (var (key, value) in given?.Labels ?? new Dictionary<string, string>())
        {
            if (key == IstioInject || !key.Contains("inject", StringComparison.OrdinalIgnoreCase))
                labels.TryAdd(key, value);
        }

        // No others: they ask for what is added to pods that go on, such as agents that bring secrets.
        foreach (var (key, value) in given?.Annotations ?? new Dictionary<string, string>())
        {
            if (key is IstioInject or LinkerdInject || key == AppArmor + Names.Redis)
                annotations[key == AppArmor + Names.Redis ? AppArmor + component : key] = value;
        }

        // Istio's label goes before its annotation of the same name, which is the older way to say it.
        if (!annotations.ContainsKey(IstioInject))
            labels.TryAdd(IstioInject, "false");
        annotations.TryAdd(LinkerdInject, "disabled");
        return new V1ObjectMeta { Labels = labels, Annotations = annotations };
    }
}
