using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>Pods: mostly immutable, deleted in two steps with a grace period.</summary>
internal sealed class PodStrategy : Strategy
{
    private const long DefaultGrace = 30;

    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "status.phase",
        "status.podIP",
        "status.podIPs",
        "status.nominatedNodeName",
    ];

    public override string FieldValue(JsonObject value, string field) => field switch
    {
        "spec.hostNetwork" => value.BoolAt("spec", "hostNetwork") == true ? "true" : "false",
        "status.podIPs" => string.Join(",", value.ArrayAt("status", "podIPs").Objects().Select(p => p.StringAt("ip"))),
        _ => base.FieldValue(value, field),
    };

    public override string UnknownFieldLabel(string field) => $"field label not supported: {field}";

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        PodDefaults.Spec(spec);
        PodDefaults.Requests(spec);
        spec.SetDefault("enableServiceLinks", true);
        PodTimes.Default(value.ObjectAt("status"));
    }

    /// <summary>What admission adds: the service account, default tolerations and priority; and the first status.</summary>
    public override void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        if (value.ObjectAt("spec") is { } spec)
        {
            ServiceAccountAdmission.Admit(value, spec, context);
            spec.SetDefault("preemptionPolicy", "PreemptLowerPriority");
            spec.SetDefault("priority", 0L);
            Tolerate(spec);
        }

        value["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = PodQosClass.Of(value) };
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        base.PrepareForUpdate(value, old, context);
        if (value.ObjectAt("spec") is { } spec && string.IsNullOrEmpty(spec.StringAt("nodeName")) && old.At("spec", "nodeName") is { } node)
            spec["nodeName"] = node.DeepClone();
    }

    public override void PrepareForPartUpdate(string subresource, JsonObject value, JsonObject old) => PodSubresourceUpdates.Prepare(subresource, value, old);

    public override IEnumerable<FieldError> ValidatePartUpdate(string subresource, JsonObject value, JsonObject old) =>
        PodSubresourceUpdates.Validate(subresource, value, old);

    /// <summary>Being assigned to a node is not a wish of the user.</summary>
    public override bool DesiredStateChanged(JsonObject value, JsonObject old)
    {
        var (now, before) = (value.ObjectAt("spec")?.Clone() ?? [], old.ObjectAt("spec")?.Clone() ?? []);
        now.Remove("nodeName");
        before.Remove("nodeName");
        return !now.DeepEqual(before);
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) => PodValidation.Spec(value.ObjectAt("spec"), "spec");

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context) =>
        MetadataValidation
            .ValidateShared(value, "metadata")
            .Concat(MetadataValidation.ValidateShared(value, "metadata"))
            .Concat(PodValidation.Update(value, old));

    /// <summary>A pod on a node gets time to stop; the time can only shrink. A pod nobody runs goes at once.</summary>
    public override bool BeginDeletion(JsonObject value, long? gracePeriodSeconds, StrategyContext context)
    {
        var grace = gracePeriodSeconds ?? value.LongAt("spec", "terminationGracePeriodSeconds") ?? DefaultGrace;
        if (string.IsNullOrEmpty(value.StringAt("spec", "nodeName")) || value.StringAt("status", "phase") is "Succeeded" or "Failed")
            grace = 0;
        grace = Math.Max(grace, 0);
        var metadata = value.Metadata();
        if (value.IsTerminating())
        {
            var current = metadata.LongAt("deletionGracePeriodSeconds") ?? 0;
            if (grace < current)
            {
                // Counted from the first request.
                var first = DateTimeOffset.Parse(metadata.StringAt("deletionTimestamp")!, CultureInfo.InvariantCulture) - TimeSpan.FromSeconds(current);
                metadata["deletionGracePeriodSeconds"] = grace;
                metadata["deletionTimestamp"] = (first + TimeSpan.FromSeconds(grace)).ToKubernetesTime();
            }

            return grace > 0 || (current > 0 && gracePeriodSeconds is null);
        }

        metadata["deletionTimestamp"] = (context.Server.Time.GetUtcNow() + TimeSpan.FromSeconds(grace)).ToKubernetesTime();
        metadata["deletionGracePeriodSeconds"] = grace;
        metadata["generation"] = value.Generation() + 1;
        return grace > 0;
    }

    private static void Tolerate(JsonObject spec)
    {
        if (spec["tolerations"] is not JsonArray tolerations)
            spec["tolerations"] = tolerations = [];
        foreach (var key in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            if (tolerations.Objects().Any(t => t.StringAt("key") == key && t.StringAt("effect") is null or "NoExecute"))
                continue;
            tolerations.Add((JsonNode)new JsonObject { ["key"] = key, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300 });
        }
    }
}
