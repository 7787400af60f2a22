using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Admission;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Bodies;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>What happens to an object between being sent and being stored: defaults, the fields that are not the client's to set, owners, rules.</summary>
internal sealed class WritePreparation(ServerContext serverContext, NamespaceLifecycle admission, IObjectStore store)
{
    private readonly StrategyContext _context = new(serverContext, store);

    /// <summary>Completes and checks an object that is to be created.</summary>
    public void PrepareNew(ResourceRequest request, JsonObject value)
    {
        var strategy = request.Kind.Strategy;
        if (strategy.CreationForbidden is { } reason)
            throw StatusError.Forbidden(request.Kind, value.Name(), reason);
        strategy.Default(value);
        OwnerReferenceDeduplication.Deduplicate(request, value);
        var metadata = value.Metadata();
        foreach (var field in (string[])["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"])
            metadata.Remove(field);
        metadata["uid"] = serverContext.Ids.NewUid();
        metadata["creationTimestamp"] = serverContext.Now;
        if (strategy.HasGeneration)
            metadata["generation"] = 1;
        var isApplied = RequestBody.MediaType(request.Request) == "application/apply-patch+yaml";
        if (!isApplied)
            WriteOwnership.Record(request, null, value, serverContext.Now);
        strategy.PrepareForCreate(value, _context);
        admission.Plugins.Admit(request, value);
        if (!request.Kind.IsCustom && request.Kind.Schema is { } schema)
            TypedDecoder.Complete(value, schema);
        ThrowIfAny(
            request.Kind,
            value.Name(),
            [.. MetadataValidation.Validate(value, strategy.NameRule), .. strategy.Validate(value, _context), .. strategy.ValidateCreate(value, _context)]);
        admission.Plugins.Validate(request, value, null);
        request.Warnings.AddRange(strategy.Warnings(value));
    }

    /// <summary>Completes and checks an object that is to replace another.</summary>
    public void PrepareChanged(ResourceRequest request, JsonObject value, JsonObject old, bool isApply)
    {
        var strategy = request.Kind.Strategy;
        strategy.Default(value);
        OwnerReferenceDeduplication.Deduplicate(request, value);
        KeepSystemMetadata(value, old);
        // A manager that leaves a field out no longer owns it, also where the server then keeps the value.
        var isWhole = request.Subresource.Length == 0;
        if (!isApply && isWhole)
            WriteOwnership.Record(request, old, value, serverContext.Now);
        PrepareByEndpoint(request, value, old);
        if (!isApply && !isWhole)
            WriteOwnership.Record(request, old, value, serverContext.Now);
        ThrowIfAny(request.Kind, value.Name(), [.. ErrorsOfChange(request, value, old)]);
        if (!value.DeepEqual(old))
            admission.Plugins.Validate(request, value, old);
        request.Warnings.AddRange(strategy.Warnings(value));
    }

    /// <summary>Keeps what this endpoint may not change, and counts a change of the desired state.</summary>
    private void PrepareByEndpoint(ResourceRequest request, JsonObject value, JsonObject old)
    {
        var strategy = request.Kind.Strategy;
        switch (request.Subresource)
        {
            case "status":
                strategy.PrepareForStatusUpdate(value, old, _context);
                break;
            case "finalize":
                value.SetOrRemove("status", old["status"]);
                break;
            case PodSubresourceUpdates.Ephemeral or PodSubresourceUpdates.Resize:
                strategy.PrepareForPartUpdate(request.Subresource, value, old);
                if (strategy.DesiredStateChanged(value, old))
                    value.Metadata()["generation"] = old.Generation() + 1;
                break;
            case "binding":
                // The scheduler sets the pod's node and the condition PodScheduled.
                break;
            default:
                strategy.PrepareForUpdate(value, old, _context);
                if (strategy.HasGeneration && old.Generation() is var generation && strategy.DesiredStateChanged(value, old))
                    value.Metadata()["generation"] = generation + 1;
                break;
        }
    }

    private IEnumerable<FieldError> ErrorsOfChange(ResourceRequest request, JsonObject value, JsonObject old)
    {
        var strategy = request.Kind.Strategy;
        // Metadata is checked once for every kind, and again by each kind's own rules: its causes are reported twice.
        var ofMetadata = MetadataValidation.ValidateShared(value, "metadata").Concat(MetadataValidation.ValidateUpdate(value, old)).ToList();
        var errors = ofMetadata.Concat(ofMetadata);
        return request.Subresource == "status"
            ? errors.Concat(strategy.ValidateStatusUpdate(value, old, _context))
            : errors.Concat(strategy.Validate(value, _context)).Concat(request.Subresource switch
            {
                "binding" => [],
                PodSubresourceUpdates.Ephemeral or PodSubresourceUpdates.Resize => strategy.ValidatePartUpdate(request.Subresource, value, old),
                _ => strategy.ValidateUpdate(value, old, _context),
            });
    }

    /// <summary>What clients may not change, whatever they send.</summary>
    private static void KeepSystemMetadata(JsonObject value, JsonObject old)
    {
        var metadata = value.Metadata();
        foreach (var field in (string[])["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "uid"])
            metadata.SetOrRemove(field, old["metadata"].At(field));
        metadata.Remove("selfLink");
        metadata.SetOrRemove("namespace", old["metadata"].At("namespace"));
    }

    private static void ThrowIfAny(ResourceKind kind, string name, IReadOnlyList<FieldError> errors)
    {
        if (errors.Count > 0)
            throw StatusError.Invalid(kind, name, errors);
    }
}
