using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Configuration;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;

namespace October.Operator.Desired.Workloads;

/// <summary>The Deployment of the task workers. Its grace period is theirs to finish the tasks in hand.</summary>
internal static class WorkerDeployment
{
    public static V1Deployment Render(AppIdentity app, RenderedRevision revision, Track track, V1PodTemplateSpec template) =>
        Deployments.Of(app, Names.Worker, track, revision.Hash, Deployments.Replicas(revision.App.Worker.Replicas, track), template);

    public static V1PodTemplateSpec Template(AppIdentity app, RenderedRevision revision, Track track)
    {
        var spec = revision.App;
        var queue = track == Track.Preview ? new[] { ("WORKER_QUEUES", Names.PreviewQueue(revision.Hash)) } : [];
        (string, string)[] own = [(AppVariables.Port, $"{Ports.Worker}"), .. AppVariables.OfWorker(spec, track != Track.Preview), .. queue];
        var container = new V1Container
        {
            Name = Names.Worker,
            Image = spec.Worker.Image,
            Ports = [new V1ContainerPort { Name = "http", ContainerPort = Ports.Worker, Protocol = "TCP" }],
            EnvFrom = AppEnvironment.From(app, spec, spec.Worker),
            Env = AppEnvironment.Variables(app, spec, spec.Worker, ApiKeySource.None, own),
            Resources = Pods.Resources(spec.Worker.Resources),
            StartupProbe = Pods.HttpProbe(spec.Worker.Probes.Startup, "/healthz", "http"),
            LivenessProbe = Pods.HttpProbe(spec.Worker.Probes.Liveness, "/healthz", "http"),
            ReadinessProbe = Pods.HttpProbe(spec.Worker.Probes.Readiness, "/ready", "http"),
            SecurityContext = Pods.Restricted(),
            VolumeMounts = [AppEnvironment.SecretMount(), .. RedisTls.ClientMount(spec.Redis), AppEnvironment.TemporaryMount()],
        };
        return Pods.Template(
            app, Names.Worker, track, revision.Hash,
            Pods.Spec(
                Names.Component(app, Names.Worker),
                container,
                spec.Worker.TerminationGracePeriodSeconds,
                [AppEnvironment.SecretVolume(app, spec), .. RedisTls.ClientVolume(app, spec.Redis), AppEnvironment.TemporaryVolume()]),
            spec.Worker.PodTemplate);
    }
}
