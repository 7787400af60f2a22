using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Workloads;

/// <summary>An identity for each component, so that policies can tell them apart. None gets a token: no pod of an app talks to the API server.</summary>
internal static class ServiceAccounts
{
    public static IEnumerable<V1ServiceAccount> Render(DesiredInput input) => Components(input).Select(component => new V1ServiceAccount
    {
        Metadata = Meta.Of(input.App, Names.Component(input.App, component), component),
        AutomountServiceAccountToken = false,
    });

    private static IEnumerable<string> Components(DesiredInput input) =>
    [
        Names.Api, Names.Worker,
        .. input.Redis is null ? Array.Empty<string>() : [Names.Redis],
        .. input.BacksUp ? new[] { Names.Backup } : [],
    ];
}
