using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>
/// The parts of a running pod that have subresources of their own: <c>ephemeralcontainers</c> (KEP-277), to look into it, and <c>resize</c>
/// (KEP-1287), the processor time and memory of its containers.
/// </summary>
internal static class PodSubresourceUpdates
{
    public const string Ephemeral = "ephemeralcontainers";
    public const string Resize = "resize";

    /// <summary>Takes from the new object only what the subresource is about.</summary>
    public static void Prepare(string subresource, JsonObject value, JsonObject old)
    {
        var sent = value.ObjectAt("spec")?.Clone() ?? [];
        var spec = old.ObjectAt("spec")!.Clone();
        if (subresource == Ephemeral)
        {
            spec.SetOrRemove("ephemeralContainers", sent["ephemeralContainers"]);
        }
        else
        {
            foreach (var list in (string[])["containers", "initContainers"])
            {
                foreach (var container in spec.ArrayAt(list).Objects())
                {
                    if (sent.ArrayAt(list).Objects().FirstOrDefault(c => c.StringAt("name") == container.StringAt("name")) is { } changed)
                        container.SetOrRemove("resources", changed["resources"]);
                }
            }
        }

        value["spec"] = spec;
        value.SetOrRemove("status", old["status"]);
    }

    public static IEnumerable<FieldError> Validate(string subresource, JsonObject value, JsonObject old) =>
        subresource == Ephemeral ? OfEphemeral(value, old) : OfResize(value, old);

    /// <summary>One that was added stays as it is for as long as the pod.</summary>
    private static IEnumerable<FieldError> OfEphemeral(JsonObject value, JsonObject old)
    {
        var (now, before) = (value.ArrayAt("spec", "ephemeralContainers").Objects().ToList(), old.ArrayAt("spec", "ephemeralContainers").Objects().ToList());
        var others = value
            .ArrayAt("spec", "containers")
            .Objects()
            .Concat(value.ArrayAt("spec", "initContainers").Objects())
            .Select(c => c.StringAt("name"))
            .ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < now.Count; i++)
        {
            var name = now[i].StringAt("name") ?? "";
            if (name.Length == 0)
                yield return FieldError.Required($"spec.ephemeralContainers[{i}].name", "");
            else if (!others.Add(name))
                yield return FieldError.Duplicate($"spec.ephemeralContainers[{i}].name", FieldError.Quote(name));
            if (string.IsNullOrEmpty(now[i].StringAt("image")))
                yield return FieldError.Required($"spec.ephemeralContainers[{i}].image", "");
            foreach (var field in (string[])["livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "ports", "resources"])
            {
                if (now[i][field] is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                    yield return FieldError.Forbidden($"spec.ephemeralContainers[{i}].{field}", "cannot be set for an Ephemeral Container");
            }
        }

        foreach (var was in before)
        {
            var name = was.StringAt("name") ?? "";
            if (now.Find(c => c.StringAt("name") == name) is not { } still)
                yield return FieldError.Forbidden("spec.ephemeralContainers", $"existing ephemeral containers {FieldError.Quote(name)} may not be removed\n");
            else if (!still.DeepEqual(was))
                yield return FieldError.Forbidden("spec.ephemeralContainers", $"existing ephemeral containers {FieldError.Quote(name)} may not be changed\n");
        }
    }

    private static IEnumerable<FieldError> OfResize(JsonObject value, JsonObject old)
    {
        var (quality, before) = (PodQosClass.Of(value), old.StringAt("status", "qosClass") ?? PodQosClass.Of(old));
        if (quality != before)
            yield return FieldError.InvalidText("spec", quality, "Pod QOS Class may not change as a result of resizing");
    }
}
