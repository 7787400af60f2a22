using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>PersistentVolumeClaims: bound claims may only grow.</summary>
internal sealed class PersistentVolumeClaimStrategy : Strategy
{
    private static readonly string[] Modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    private const string Protection = "kubernetes.io/pvc-protection";

    public override bool HasStatus => true;

    public override void Default(JsonObject value)
    {
        value.ObjectAt("spec")?.SetDefault("volumeMode", "Filesystem");
        value.Ensure("status").SetDefault("phase", "Pending");
    }

    public override void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        value["status"] = new JsonObject { ["phase"] = "Pending" };
        // Admission (StorageObjectInUseProtection); a controller takes it away when no pod uses the claim.
        if (!value.Finalizers().Contains(Protection))
            value.Metadata()["finalizers"] = value.Finalizers().Append(Protection).ToJsonArray();
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var modes = value.ArrayAt("spec", "accessModes").Strings().ToList();
        if (modes.Count == 0)
            yield return FieldError.Required("spec.accessModes", "at least 1 access mode is required");
        foreach (var mode in modes.Where(m => !Modes.Contains(m)))
            yield return FieldError.NotSupported("spec.accessModes", FieldError.Quote(mode), Modes);
        var storage = value.StringAt("spec", "resources", "requests", "storage");
        if (storage is null)
            yield return FieldError.Required("spec.resources[storage]", "");
        else if (Quantity.Parse(storage) is { Sign: <= 0 })
            yield return FieldError.InvalidText("spec.resources[storage]", storage, "must be greater than zero");
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        var isBound = old.StringAt("status", "phase") == "Bound";
        var (now, before) = (Fixed(value, old, isBound), Fixed(old, old, isBound));
        if (!now.DeepEqual(before))
        {
            yield return FieldError.Forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
                    + UnifiedDiff.Of(ClaimSpecText.Of(before), ClaimSpecText.Of(now)));
        }
        else if (
            Quantity.Parse(value.StringAt("spec", "resources", "requests", "storage") ?? "")
            < Quantity.Parse(old.StringAt("spec", "resources", "requests", "storage") ?? ""))
        {
            yield return FieldError.Forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
        }
    }

    private static JsonObject Fixed(JsonObject claim, JsonObject old, bool isBound)
    {
        var spec = claim.ObjectAt("spec")?.Clone() ?? [];
        spec.Remove("volumeAttributesClassName");
        if (isBound)
            spec.ObjectAt("resources")?.Remove("requests");
        // What may be set once does not differ.
        if (string.IsNullOrEmpty(old.StringAt("spec", "volumeName")))
            spec.Remove("volumeName");
        if (old.At("spec", "storageClassName") is null)
            spec.Remove("storageClassName");
        return spec;
    }
}
