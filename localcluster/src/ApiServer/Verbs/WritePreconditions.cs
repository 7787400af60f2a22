using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>What must hold before a write, whatever is written.</summary>
internal static class WritePreconditions
{
    /// <summary>The object is still the one that the client saw, where it says so.</summary>
    public static void CheckVersion(ResourceKind kind, JsonObject candidate, JsonObject old, bool requireVersion)
    {
        var sent = candidate.ResourceVersion();
        if (sent.Length == 0)
        {
            if (requireVersion)
                throw StatusError.Invalid(
                    kind.Group, kind.Plural, old.Name(), [FieldError.Invalid("metadata.resourceVersion", "0", "must be specified for an update")]);
        }
        else if (!sent.All(char.IsAsciiDigit))
        {
            throw StatusError.Internal($"strconv.ParseUint: parsing \"{sent}\": invalid syntax");
        }
        else if (sent != old.ResourceVersion())
        {
            throw StatusError.Conflict(kind, old.Name(), "the object has been modified; please apply your changes to the latest version and try again");
        }

        var uid = candidate.Uid();
        if (uid.Length > 0 && uid != old.Uid())
        {
            throw StatusError.Conflict(kind, old.Name(),
                $"StorageError: invalid object, Code: 4, Key: {StorageKeys.Of(kind, old.Namespace(), old.Name())}, ResourceVersion: 0, AdditionalErrorMsg: " +
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid()}");
        }
    }

    /// <summary>The namespace is the request's.</summary>
    public static void CheckNamespace(ResourceRequest request, JsonObject metadata)
    {
        var sent = metadata.StringAt("namespace") ?? "";
        if (!request.Kind.Namespaced && request.Kind.IsCustom)
            metadata.Remove("namespace");
        else if (sent.Length == 0 && request.Kind.Namespaced)
            metadata["namespace"] = request.Namespace;
        else if (sent != (request.Namespace ?? ""))
            throw StatusError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
}
