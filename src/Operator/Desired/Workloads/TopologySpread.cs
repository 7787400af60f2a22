using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Workloads;

/// <summary>Keeps the pods of a component apart, where there are nodes to do so.</summary>
internal static class TopologySpread
{
    /// <summary>
    /// In every profile: the profile is a live field, so the pods must not depend on it. <c>ScheduleAnyway</c> never holds up a pod, which makes this
    /// free on a single node.
    /// </summary>
    public static IList<V1TopologySpreadConstraint> Of(AppIdentity app, string component, Track track) =>
    [
        new()
        {
            MaxSkew = 1,
            TopologyKey = "kubernetes.io/hostname",
            WhenUnsatisfiable = "ScheduleAnyway",
            LabelSelector = new V1LabelSelector { MatchLabels = Labels.Selector(app, component, track) },
        },
    ];
}
