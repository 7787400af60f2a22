using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Coordination;

/// <summary>Leases: plain optimistic concurrency.</summary>
internal sealed class LeaseStrategy : Strategy
{
    public override bool AllowsCreateOnUpdate => true;

    public override bool AllowsUnconditionalUpdate => false;

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        if (value.LongAt("spec", "leaseDurationSeconds") is <= 0 and var duration)
            yield return FieldError.Invalid("spec.leaseDurationSeconds", $"{duration}", "must be greater than 0");
        if (value.LongAt("spec", "leaseTransitions") is < 0 and var transitions)
            yield return FieldError.Invalid("spec.leaseTransitions", $"{transitions}", "must be greater than or equal to 0");
    }
}
