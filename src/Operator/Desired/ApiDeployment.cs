using k8s.Models;

namespace October.Operator.Desired;

/// <summary>The Deployment of the HTTP api.</summary>
internal static class ApiDeployment
{
    public const int Port = 8000;

    public static V1Deployment Render(DesiredInput input, RenderedRevision revision, Track track)
    {
        var (app, spec) = (input.App, revision.App);
        var queue = track == Track.Preview ? new[] { ("TASKS_QUEUE", Names.PreviewQueue(revision.Hash)) } : [];
        var container = new V1Container
        {
            Name = Names.Api,
            Image = spec.Api.Image,
            Ports = [new V1ContainerPort { Name = "http", ContainerPort = Port, Protocol = "TCP" }],
            EnvFrom = AppEnvironment.From(app, spec),
            Env = AppEnvironment.Variables(app, spec, spec.Api, input.HasApiKey, [("PORT", $"{Port}"), .. queue]),
            Resources = Pods.Resources(spec.Api.Resources),
            StartupProbe = Pods.HttpProbe(spec.Api.Probes.Startup, "/healthz", "http"),
            LivenessProbe = Pods.HttpProbe(spec.Api.Probes.Liveness, "/healthz", "http"),
            ReadinessProbe = Pods.HttpProbe(spec.Api.Probes.Readiness, "/ready", "http"),
            SecurityContext = Pods.Restricted(),
            VolumeMounts = [AppEnvironment.SecretMount(), AppEnvironment.TemporaryMount()],
        };
        return Deployments.Of(
            app, Names.Api, track, revision.Hash, Deployments.Replicas(spec.Api.Replicas, track),
            Pods.Spec(Names.Component(app, Names.Api), container, spec.Api.TerminationGracePeriodSeconds, AppEnvironment.SecretVolume(app, spec), AppEnvironment.TemporaryVolume()),
            spec.Api.PodTemplate);
    }
}
