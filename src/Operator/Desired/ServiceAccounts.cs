using k8s.Models;

namespace October.Operator.Desired;

/// <summary>An identity for each component, so that policies can tell them apart. None gets a token: no pod of an app talks to the API server.</summary>
internal static class ServiceAccounts
{
    public static IEnumerable<V1ServiceAccount> Render(DesiredInput input) =>
        (input.Redis is null ? [Names.Api, Names.Worker] : new[] { Names.Api, Names.Worker, Names.Redis }).Select(component => new V1ServiceAccount
        {
            Metadata = Meta.Of(input.App, Names.Component(input.App, component), component),
            AutomountServiceAccountToken = false,
        });
}
