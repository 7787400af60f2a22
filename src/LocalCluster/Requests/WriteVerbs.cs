using System.Text.Json.Nodes;
using October.LocalCluster.Kinds;
using October.LocalCluster.Objects;
using October.LocalCluster.Storage;

namespace October.LocalCluster.Requests;

/// <summary>
/// Creates and replaces objects: the order of steps is that of <c>registry/generic</c> in the real server. Each attempt computes a
/// new object from the current one without side effects; the commit succeeds only if nobody else was faster, else it is tried again.
/// </summary>
internal sealed class WriteVerbs(IObjectStore store, Surroundings around, Admission admission)
{
    private const int NameAttempts = 8;
    private const int CommitAttempts = 100;
    private readonly StrategyContext _context = new(around, store);

    public JsonObject Create(ResourceRequest request, JsonObject body)
    {
        var kind = request.Kind;
        var metadata = body.Metadata();
        CheckNamespace(request, metadata);
        if (request.Name is { } pathName)
            metadata.SetDefault("name", pathName);
        if (!string.IsNullOrEmpty(metadata.StringAt("resourceVersion")))
            throw Refusal.Internal("resourceVersion should not be set on objects to be created");
        admission.CheckNamespace(request, body);

        var generate = body.Name().Length == 0 && metadata.StringAt("generateName") is { Length: > 0 };
        for (var attempt = 1; ; attempt++)
        {
            var candidate = body.Clone();
            if (generate)
                candidate.Metadata()["name"] = GenerateName(metadata.StringAt("generateName")!);
            PrepareNew(request, candidate);
            var key = new ObjectKey(request.Namespace ?? "", candidate.Name());
            if (store.Get(kind.StorageName, key) is { } existing)
            {
                if (generate && attempt < NameAttempts)
                    continue;
                throw Refusal.AlreadyExists(kind, candidate.Name(), existing.Value.IsTerminating());
            }

            if (request.IsDryRun)
                return candidate;
            if (store.Commit(kind.StorageName, key, 0, candidate) is { } committed)
                return committed.Value;
        }
    }

    /// <summary>Replaces the object by what <paramref name="change"/> makes of the current one.</summary>
    /// <param name="request">The request; its subresource decides which parts may change.</param>
    /// <param name="change">Gets a copy of the current object and returns the wanted one.</param>
    /// <param name="requireVersion">Whether an object without a resourceVersion is refused (PUT of kinds that demand it).</param>
    public JsonObject Update(ResourceRequest request, Func<JsonObject, JsonObject> change, bool requireVersion)
    {
        var kind = request.Kind;
        for (var attempt = 1; attempt <= CommitAttempts; attempt++)
        {
            var current = store.Get(kind.StorageName, request.Key) ?? throw Refusal.NotFound(kind, request.Name!);
            var old = current.Value;
            var candidate = change(old.Clone());
            CheckVersion(kind, candidate, old, requireVersion);
            PrepareChanged(request, candidate, old);
            if (candidate.DeepEqual(old))
                return old;

            var removed = old.IsTerminating() && kind.Strategy.MayBeRemoved(candidate) && !AwaitsGracePeriod(candidate);
            if (request.IsDryRun)
                return candidate;
            var committed = store.Commit(kind.StorageName, request.Key, current.Revision, removed ? null : candidate);
            if (committed is not null)
                return removed ? candidate : committed.Value;
        }

        throw Refusal.Conflict(kind, request.Name!, "the object has been modified; please apply your changes to the latest version and try again");
    }

    private static bool AwaitsGracePeriod(JsonObject value) => value.LongAt("metadata", "deletionGracePeriodSeconds") is > 0;

    private void PrepareNew(ResourceRequest request, JsonObject value)
    {
        var strategy = request.Kind.Strategy;
        strategy.Default(value);
        var metadata = value.Metadata();
        foreach (var field in (string[])["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"])
            metadata.Remove(field);
        metadata["uid"] = around.Ids.NewUid();
        metadata["creationTimestamp"] = around.Now;
        if (strategy.HasGeneration)
            metadata["generation"] = 1;
        strategy.PrepareForCreate(value, _context);
        ThrowIfAny(request.Kind, value.Name(), [.. MetadataRules.Validate(value, strategy.NameRule), .. strategy.Validate(value, _context)]);
        request.Warnings.AddRange(strategy.Warnings(value));
    }

    private void PrepareChanged(ResourceRequest request, JsonObject value, JsonObject old)
    {
        var strategy = request.Kind.Strategy;
        strategy.Default(value);
        KeepSystemMetadata(value, old);
        switch (request.Subresource)
        {
            case "status":
                strategy.PrepareForStatusUpdate(value, old, _context);
                break;
            case "finalize":
                value.SetOrRemove("status", old["status"]);
                break;
            default:
                strategy.PrepareForUpdate(value, old, _context);
                if (strategy.HasGeneration && old.Generation() is var generation && strategy.DesiredStateChanged(value, old))
                    value.Metadata()["generation"] = generation + 1;
                break;
        }

        var errors = MetadataRules.Validate(value, strategy.NameRule).Concat(MetadataRules.ValidateUpdate(value, old));
        errors = request.Subresource == "status"
            ? errors.Concat(strategy.ValidateStatusUpdate(value, old, _context))
            : errors.Concat(strategy.Validate(value, _context)).Concat(strategy.ValidateUpdate(value, old, _context));
        ThrowIfAny(request.Kind, value.Name(), [.. errors]);
        request.Warnings.AddRange(strategy.Warnings(value));
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

    private static void CheckVersion(ResourceKind kind, JsonObject candidate, JsonObject old, bool requireVersion)
    {
        var sent = candidate.ResourceVersion();
        if (sent.Length == 0)
        {
            if (requireVersion)
                throw Refusal.Invalid(kind, old.Name(), [FieldError.Invalid("metadata.resourceVersion", "0", "must be specified for an update")]);
        }
        else if (!sent.All(char.IsAsciiDigit))
        {
            throw Refusal.Internal($"metadata.resourceVersion: Invalid value: \"{sent}\": strconv.ParseUint: parsing \"{sent}\": invalid syntax");
        }
        else if (sent != old.ResourceVersion())
        {
            throw Refusal.Conflict(kind, old.Name(), "the object has been modified; please apply your changes to the latest version and try again");
        }

        var uid = candidate.Uid();
        if (uid.Length > 0 && uid != old.Uid())
        {
            throw Refusal.Conflict(kind, old.Name(),
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid()}");
        }
    }

    private static void CheckNamespace(ResourceRequest request, JsonObject metadata)
    {
        var sent = metadata.StringAt("namespace") ?? "";
        if (sent.Length == 0 && request.Kind.Namespaced)
            metadata["namespace"] = request.Namespace;
        else if (sent != (request.Namespace ?? ""))
            throw Refusal.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }

    /// <summary>The base, cut so that the whole fits 63 characters, and five random characters.</summary>
    private string GenerateName(string prefix) => (prefix.Length > 58 ? prefix[..58] : prefix) + around.Ids.NewSuffix();

    private static void ThrowIfAny(ResourceKind kind, string name, IReadOnlyList<FieldError> errors)
    {
        if (errors.Count > 0)
            throw Refusal.Invalid(kind, name, errors);
    }
}
