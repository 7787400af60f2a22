using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry;

/// <summary>Validation of <c>ObjectMeta</c>, the same for every kind (apimachinery's <c>ValidateObjectMeta</c>).</summary>
internal static class MetadataValidation
{
    private const int AnnotationBytes = 256 * 1024;
    private static readonly string[] StandardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

    public static IEnumerable<FieldError> Validate(JsonObject value, NameValidation rule)
    {
        var metadata = value.Metadata();
        var generateName = metadata.StringAt("generateName") ?? "";
        var name = metadata.StringAt("name") ?? "";
        if (generateName.Length > 0)
        {
            var checkedName = generateName.EndsWith('-') ? generateName[..^1] + "a" : generateName;
            foreach (var problem in rule.Problems(checkedName))
                yield return FieldError.InvalidText("metadata.generateName", generateName, problem);
        }

        if (name.Length == 0)
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
        else
        {
            foreach (var problem in rule.Problems(name))
                yield return FieldError.InvalidText("metadata.name", name, problem);
        }

        foreach (var error in ValidateShared(value, "metadata"))
            yield return error;
    }

    /// <summary>Everything but the name.</summary>
    public static IEnumerable<FieldError> ValidateShared(JsonObject value, string path) =>
        Labels(value.Labels(), $"{path}.labels")
            .Concat(Annotations(value.Annotations(), $"{path}.annotations"))
            .Concat(OwnerReferences(value["metadata"].ArrayAt("ownerReferences"), $"{path}.ownerReferences"))
            .Concat(Finalizers(value.Finalizers(), $"{path}.finalizers"));

    public static IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old)
    {
        if (old.IsTerminating())
        {
            var added = value.Finalizers().Except(old.Finalizers()).ToList();
            if (added.Count > 0)
            {
                var list = string.Join(", ", added.Select(FieldError.Quote));
                yield return FieldError.Forbidden(
                    "metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}");
            }
        }

        foreach (var field in (string[])["name", "namespace", "uid", "creationTimestamp"])
        {
            if (!value["metadata"].At(field).DeepEqual(old["metadata"].At(field)))
                yield return FieldError.InvalidText($"metadata.{field}", value.StringAt("metadata", field) ?? "", "field is immutable");
        }
    }

    public static IEnumerable<FieldError> Labels(JsonObject? labels, string path)
    {
        foreach (var (key, node) in labels ?? [])
        {
            foreach (var problem in LabelValidation.KeyProblems(key))
                yield return FieldError.InvalidText(path, key, problem);
            var text = node.AsString() ?? "";
            foreach (var problem in LabelValidation.ValueProblems(text))
                yield return FieldError.InvalidText(path, text, problem);
        }
    }

    private static IEnumerable<FieldError> Annotations(JsonObject? annotations, string path)
    {
        var size = 0L;
        foreach (var (key, value) in annotations ?? [])
        {
            size += key.Length + (value.AsString()?.Length ?? 0);
            foreach (var problem in LabelValidation.KeyProblems(key.ToLowerInvariant(), "a valid annotation key"))
                yield return FieldError.InvalidText(path, key, problem);
        }

        if (size > AnnotationBytes)
            yield return FieldError.TooLong(path, AnnotationBytes);
    }

    private static IEnumerable<FieldError> OwnerReferences(JsonArray? references, string path)
    {
        var controllers = new List<string>();
        foreach (var reference in references.Objects())
        {
            var apiVersion = reference.StringAt("apiVersion") ?? "";
            if (apiVersion.Length == 0 || apiVersion.Count(c => c == '/') > 1)
                yield return FieldError.InvalidText($"{path}.apiVersion", apiVersion, "version must not be empty");
            foreach (var required in (string[])["kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(reference.StringAt(required)))
                    yield return FieldError.InvalidText($"{path}.{required}", "", "must not be empty");
            }

            if (reference.StringAt("kind") == "Event" && apiVersion == "v1")
                yield return FieldError.Invalid(path, SchemaValidator.GoJson(reference), "/v1, Kind=Event is disallowed from being an owner");
            if (reference.BoolAt("controller") == true)
                controllers.Add($"{reference.StringAt("kind")}/{reference.StringAt("name")}");
        }

        if (controllers.Count > 1)
        {
            yield return FieldError.Invalid(path, SchemaValidator.GoJson(references),
                $"Only one reference can have Controller set to true. Found \"true\" in references for {controllers[0]} and {controllers[1]}");
        }
    }

    private static IEnumerable<FieldError> Finalizers(IReadOnlyList<string> finalizers, string path)
    {
        for (var i = 0; i < finalizers.Count; i++)
        {
            var finalizer = finalizers[i];
            var problems = LabelValidation.KeyProblems(finalizer).ToList();
            foreach (var problem in problems)
                yield return FieldError.InvalidText(path, finalizer, problem);
            if (problems.Count == 0 && !finalizer.Contains('/') && !StandardFinalizers.Contains(finalizer))
                yield return FieldError.InvalidText($"{path}[{i}]", finalizer, "name is neither a standard finalizer name nor is it fully qualified");
        }

        if (finalizers.Contains("orphan") && finalizers.Contains("foregroundDeletion"))
        {
            yield return FieldError.Invalid(path, $"[{string.Join(",", finalizers.Select(FieldError.Quote))}]",
                "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }
}
