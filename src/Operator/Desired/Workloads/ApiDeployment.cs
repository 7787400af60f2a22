using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Configuration;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;

namespace October.Operator.Desired.Workloads;

/// <summary>The Deployment of the HTTP api.</summary>
internal static class ApiDeployment
{
    /// <summary>Proxies and ingress controllers have been seen to send requests to a pod five seconds after it left the endpoints.</summary>
    private const int EndpointPropagationSeconds = 6;

    public static V1Deployment Render(AppIdentity app, RenderedRevision revision, Track track, V1PodTemplateSpec template) =>
        Deployments.Of(app, Names.Api, track, revision.Hash, Deployments.Replicas(revision.App.Api.Replicas, track), template);

    public static V1PodTemplateSpec Template(AppIdentity app, RenderedRevision revision, Track track, bool hasNamedKeys)
    {
        var spec = revision.App;
        var keys = ApiKeys.Of(spec, hasNamedKeys);
        var queue = track == Track.Preview ? new[] { ("TASKS_QUEUE", Names.PreviewQueue(revision.Hash)) } : [];
        var container = new V1Container
        {
            Name = Names.Api,
            Image = spec.Api.Image,
            Ports =
            [
                new V1ContainerPort { Name = "http", ContainerPort = Ports.Api, Protocol = "TCP" },
                new V1ContainerPort { Name = "metrics", ContainerPort = Ports.ApiMetrics, Protocol = "TCP" },
            ],
            EnvFrom = AppEnvironment.From(app, spec, spec.Api),
            Env = AppEnvironment.Variables(
                app, spec, spec.Api, keys, [(AppVariables.Port, $"{Ports.Api}"), (AppVariables.MetricsPort, $"{Ports.ApiMetrics}"), .. queue]),
            Resources = Pods.Resources(spec.Api.Resources),
            StartupProbe = Pods.HttpProbe(spec.Api.Probes.Startup, "/healthz", "http"),
            LivenessProbe = Pods.HttpProbe(spec.Api.Probes.Liveness, "/healthz", "http"),
            ReadinessProbe = Pods.HttpProbe(spec.Api.Probes.Readiness, "/ready", "http"),
            SecurityContext = Pods.Restricted(),
            VolumeMounts =
            [
                AppEnvironment.SecretMount(), .. AppEnvironment.KeyMount(keys), .. RedisTls.ClientMount(spec.Redis), AppEnvironment.TemporaryMount(),
            ],
            Lifecycle = track == Track.Stable ? KeepServing(spec.Api.TerminationGracePeriodSeconds) : null,
        };
        return Pods.Template(
            app, Names.Api, track, revision.Hash,
            Pods.Spec(
                Names.Component(app, Names.Api),
                container,
                spec.Api.TerminationGracePeriodSeconds,
                [
                    AppEnvironment.SecretVolume(app, spec, keys), .. AppEnvironment.KeyVolume(app, keys), .. RedisTls.ClientVolume(app, spec.Redis),
                    AppEnvironment.TemporaryVolume(),
                ]),
            spec.Api.PodTemplate);
    }

    /// <summary>
    /// A pod that is to end goes on answering until nobody sends to it any more, for at most half of its grace period. The kubelet waits, so that it
    /// depends on no image and on no shell (Kubernetes 1.30 and later).
    /// </summary>
    private static V1Lifecycle? KeepServing(int graceSeconds) => Math.Min(EndpointPropagationSeconds, graceSeconds / 2) is var seconds and > 0
        ? new V1Lifecycle { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = seconds } } }
        : null;
}
