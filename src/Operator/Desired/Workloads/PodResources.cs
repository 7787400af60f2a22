using k8s.Models;

namespace October.Operator.Desired.Workloads;

/// <summary>Finds resources that no pod may have.</summary>
internal static class PodResources
{
    /// <exception cref="FormatException">A container requests more of something than its limit; the message names it.</exception>
    public static void Check(V1PodSpec pod, string component)
    {
        foreach (var container in (pod.InitContainers ?? []).Concat(pod.Containers))
        {
            var path = container.Name == component
                ? $"spec.{component}.resources"
                : $"the resources of container {container.Name} in spec.{component}.podTemplate";
            foreach (var (name, request) in container.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>())
            {
                if (container.Resources!.Limits?.TryGetValue(name, out var limit) == true && request.ToDecimal() > limit.ToDecimal())
                    throw new FormatException($"{path}: requests.{name} {request} is more than limits.{name} {limit}; lower the request or raise the limit");
            }
        }
    }
}
