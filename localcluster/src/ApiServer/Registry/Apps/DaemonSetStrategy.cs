using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Apps;

/// <summary>DaemonSets.</summary>
internal sealed class DaemonSetStrategy : Strategy
{
    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        PodDefaults.Template(spec.ObjectAt("template"));
        spec.SetDefault("revisionHistoryLimit", 10L);
        var update = spec.Ensure("updateStrategy");
        update.SetDefault("type", "RollingUpdate");
        if (update.StringAt("type") != "RollingUpdate")
            return;
        var rolling = update.Ensure("rollingUpdate");
        rolling.SetDefault("maxUnavailable", 1L);
        rolling.SetDefault("maxSurge", 0L);
    }

    public override void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        base.PrepareForCreate(value, context);
        value["status"] = new JsonObject { ["currentNumberScheduled"] = 0, ["numberMisscheduled"] = 0, ["desiredNumberScheduled"] = 0, ["numberReady"] = 0 };
        value.Metadata().Ensure("annotations")["deprecated.daemonset.template.generation"] = 1.ToString(CultureInfo.InvariantCulture);
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) => WorkloadValidation.Template(value, immutableSelector: false);
}
