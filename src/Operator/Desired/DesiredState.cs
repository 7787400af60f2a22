using System.Collections.Immutable;
using k8s;
using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Configuration;
using October.Operator.Desired.Model;
using October.Operator.Desired.Monitoring;
using October.Operator.Desired.Network;
using October.Operator.Desired.Redis;
using October.Operator.Desired.Tls;
using October.Operator.Desired.Workloads;

namespace October.Operator.Desired;

/// <summary>Every object that should exist, in the order of writing: what others need comes first. What is not here is pruned.</summary>
internal sealed record DesiredState(ImmutableArray<IKubernetesObject<V1ObjectMeta>> Objects)
{
    /// <summary>Those that should exist, too, and cannot be rendered. What is there of them stays.</summary>
    public ImmutableArray<UnreadableChild> Unreadable { get; init; } = [];

    /// <summary>Renders an app. Pure: equal input gives equal objects.</summary>
    /// <exception cref="FormatException">The user's part of a pod template is not part of a pod.</exception>
    public static DesiredState Render(DesiredInput input)
    {
        var templates = RevisionTemplates.Of(input.App, input.Stable, input.HasNamedKeys).WithPasswordVersions(input.Passwords);
        var redis = input.Redis is { } revision
            ? RevisionTemplates.Of(input.App, revision, input.HasNamedKeys).WithPasswordVersions(input.Passwords).Redis
            : null;
        var unreadable = new List<UnreadableChild>();
        var objects = new List<IKubernetesObject<V1ObjectMeta>?>
        {
            Services.Api(input),
            Scaled(WorkerDeployment.Render(input.App, input.Stable, Track.Stable, templates.Worker), input.Scale?.Worker),
            Scaled(ApiDeployment.Render(input.App, input.Stable, Track.Stable, templates.Api), input.Scale?.Api),
            Autoscaler(input, Names.Api, input.Stable.App.Api, unreadable),
            Autoscaler(input, Names.Worker, input.Stable.App.Worker, unreadable),
            DisruptionBudgets.Render(input, Names.Api, input.Stable.App.Api),
            DisruptionBudgets.Render(input, Names.Worker, input.Stable.App.Worker),
            ApiIngress.Render(input),
            PrometheusRules.Render(input),
        };
        objects.AddRange(ServiceMonitors.Render(input));
        objects.AddRange(BackupJobs.Render(input));
        objects.InsertRange(
            0,
            [
                .. ServiceAccounts.Render(input), .. NetworkPolicies.Render(input), .. ConfigMaps.Render(input), .. ApiAuth.Render(input),
                .. CertificateSecret.Render(input), .. IssuedCertificate.Render(input), .. RedisResources.Render(input, redis),
            ]);
        if (input.Preview is { } wanted)
        {
            var preview = RedisTls.Preview(input, wanted);
            objects.Add(WorkerDeployment.Render(input.App, preview, Track.Preview, WorkerDeployment.Template(input.App, preview, Track.Preview)));
            objects.Add(ApiDeployment.Render(input.App, preview, Track.Preview, ApiDeployment.Template(input.App, preview, Track.Preview, input.HasNamedKeys)));
        }

        return new DesiredState([.. objects.OfType<IKubernetesObject<V1ObjectMeta>>()]) { Unreadable = [.. unreadable] };
    }

    private static V2HorizontalPodAutoscaler? Autoscaler(DesiredInput input, string component, ResolvedComponent spec, List<UnreadableChild> unreadable)
    {
        try
        {
            return Autoscalers.Render(input, component, spec);
        }
        catch (FormatException exception)
        {
            unreadable.Add(new UnreadableChild("HorizontalPodAutoscaler", Names.Component(input.App, component), exception.Message));
            return null;
        }
    }

    private static V1Deployment Scaled(V1Deployment deployment, int? replicas)
    {
        deployment.Spec.Replicas = replicas ?? deployment.Spec.Replicas;
        return deployment;
    }
}
