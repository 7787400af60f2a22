using k8s.Models;

namespace October.Operator.Controllers;

/// <summary>A pod that will not come up by waiting.</summary>
/// <param name="Reason">One of <see cref="Crd.Status.Reasons"/>.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container to blame, if one is.</param>
/// <param name="Message">Where and what.</param>
internal sealed record PodFailure(string Reason, V1Pod Pod, string? Container, string Message);
