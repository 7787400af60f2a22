using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>ResourceQuotas themselves.</summary>
internal sealed class ResourceQuotaStrategy : Strategy
{
    private static readonly string[] Standard =
    [
        "cpu",
        "memory",
        "ephemeral-storage",
        "requests.cpu",
        "requests.memory",
        "requests.storage",
        "requests.ephemeral-storage",
        "limits.cpu",
        "limits.memory",
        "limits.ephemeral-storage",
        "pods",
        "resourcequotas",
        "services",
        "replicationcontrollers",
        "secrets",
        "persistentvolumeclaims",
        "configmaps",
        "services.nodeports",
        "services.loadbalancers",
    ];

    public override bool HasStatus => true;

    public override void PrepareForCreate(JsonObject value, StrategyContext context) => value["status"] = new JsonObject();

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        foreach (var (name, amount) in value.ObjectAt("spec", "hard") ?? [])
        {
            var at = $"spec.hard[{name}]";
            foreach (var problem in LabelValidation.KeyProblems(name))
                yield return FieldError.InvalidText(at, name, problem);
            if (!name.Contains('/', StringComparison.Ordinal) && !Standard.Contains(name))
                yield return FieldError.InvalidText(at, name, "must be a standard resource for quota");
            if (Quantity.Parse(amount.AsString() ?? "") is { Sign: < 0 })
                yield return FieldError.InvalidText(at, amount.AsString()!, "must be greater than or equal to 0");
        }
    }
}
