using k8s.Models;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Gather.Health;

/// <summary>A pod that will not come up by waiting.</summary>
/// <param name="Reason">One of <see cref="Crd.Status.Reasons"/>.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The failing container, if one is.</param>
/// <param name="Message">Where and what.</param>
internal sealed record PodFailure(string Reason, V1Pod Pod, string? Container, string Message)
{
    /// <summary>The same without the pod.</summary>
    public Failure ToFailure() => new(Reason, Message);
}
