using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Apps;

/// <summary>StatefulSets.</summary>
internal sealed class StatefulSetStrategy : Strategy
{
    private static readonly string[] Mutable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        PodDefaults.Template(spec.ObjectAt("template"));
        spec.SetDefault("replicas", 1L);
        spec.SetDefault("revisionHistoryLimit", 10L);
        spec.SetDefault("podManagementPolicy", "OrderedReady");
        var update = spec.Ensure("updateStrategy");
        update.SetDefault("type", "RollingUpdate");
        if (update.StringAt("type") == "RollingUpdate")
            update.Ensure("rollingUpdate").SetDefault("partition", 0L);
        var retention = spec.Ensure("persistentVolumeClaimRetentionPolicy");
        retention.SetDefault("whenDeleted", "Retain");
        retention.SetDefault("whenScaled", "Retain");
        foreach (var claim in spec.ArrayAt("volumeClaimTemplates").Objects())
        {
            claim["kind"] = "PersistentVolumeClaim";
            claim["apiVersion"] = "v1";
            claim.ObjectAt("spec")?.SetDefault("volumeMode", "Filesystem");
            claim.Ensure("status").SetDefault("phase", "Pending");
        }
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) =>
        WorkloadValidation.Template(value, immutableSelector: false, checkPods: false);

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        var (now, before) = (Fixed(value), Fixed(old));
        if (!now.DeepEqual(before))
        {
            yield return FieldError.Forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', " +
                "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    private static JsonObject Fixed(JsonObject value)
    {
        var spec = value.ObjectAt("spec")?.Clone() ?? [];
        foreach (var field in Mutable)
            spec.Remove(field);
        return spec;
    }
}
