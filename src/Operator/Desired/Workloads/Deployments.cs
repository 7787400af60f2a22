using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Workloads;

/// <summary>The Deployment around a pod.</summary>
internal static class Deployments
{
    public static V1Deployment Of(AppIdentity app, string component, Track track, string? revision, int? replicas, V1PodTemplateSpec template)
    {
        var deployment = new V1Deployment
        {
            Metadata = Meta.Of(app, Names.Component(app, component, track), component),
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                RevisionHistoryLimit = 2,
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector(app, component, track) },
                Strategy = new V1DeploymentStrategy
                {
                    Type = "RollingUpdate",
                    RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 },
                },
                Template = template,
            },
        };
        if (revision is not null)
            deployment.Metadata.Labels[Labels.Revision] = revision;
        return deployment;
    }

    /// <summary>A fixed number; nothing where an autoscaler owns it, so that we never fight over the field. A preview is one pod.</summary>
    public static int? Replicas(int? fixedNumber, Track track) => track == Track.Preview ? 1 : fixedNumber;
}
