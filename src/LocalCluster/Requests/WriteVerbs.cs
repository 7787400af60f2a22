using System.Text.Json.Nodes;
using October.LocalCluster.Apply;
using October.LocalCluster.Kinds;
using October.LocalCluster.Objects;
using October.LocalCluster.Schemas;
using October.LocalCluster.Storage;

namespace October.LocalCluster.Requests;

/// <summary>
/// Creates and replaces objects: the order of steps is that of <c>registry/generic</c> in the real server. Each attempt computes a
/// new object from the current one without side effects; the commit succeeds only if nobody else was faster, else it is tried again.
/// </summary>
internal sealed class WriteVerbs(IObjectStore store, Surroundings around, Admission admission, CommitHooks hooks)
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
            // Only another name needs another try, and so what was sent.
            var candidate = generate ? body.Clone() : body;
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
            if (store.Commit(kind.StorageName, key, 0, kind.ToStorage(candidate)) is not { } committed)
            {
                if (generate)
                    continue;
                throw Refusal.AlreadyExists(kind, candidate.Name(), store.Get(kind.StorageName, key)?.Value.IsTerminating() ?? false);
            }

            hooks.Raise(kind, committed.Value);
            return kind.FromStorage(committed.Value);
        }
    }

    /// <summary>Server-side apply: creates the object or merges the configuration into it.</summary>
    public (JsonObject Value, bool Created) Apply(ResourceRequest request, JsonObject config, bool force)
    {
        var kind = request.Kind;
        var schema = kind.Schema ?? throw Refusal.Internal($"no schema is known for {kind.QualifiedKind}");
        ApplySchemaCheck.Check(request, config, schema);
        var self = Manager(request, "Apply");
        if (store.Get(kind.StorageName, request.Key) is null)
        {
            if (request.Subresource.Length > 0)
                throw Refusal.NotFound(kind, request.Name!);
            if (config.Uid().Length > 0)
                throw Refusal.Conflict(kind, request.Name!, $"uid mismatch: the provided object specified uid {config.Uid()}, and no existing object was found");
            var merged = Merge(request, null, config, self, force);
            return (Create(request, merged), true);
        }

        return (Update(request, current => Merge(request, current, config, self, force), requireVersion: false, isApply: true), false);
    }

    /// <summary>Records the owner of an object that is answered and not stored.</summary>
    public JsonObject Record(ResourceRequest request, JsonObject value)
    {
        if (request.Kind.Namespaced)
            value.Metadata().SetDefault("namespace", request.Namespace);
        Record(request, null, value);
        return value;
    }

    private JsonObject Merge(ResourceRequest request, JsonObject? current, JsonObject config, ManagerId self, bool force)
    {
        JsonObject merged;
        try
        {
            merged = FieldOwnership.Apply(current, config, request.Kind.Schema!, self, NotWritten(request), force, around.Now);
        }
        catch (FormatException e)
        {
            throw Refusal.Internal(e.Message);
        }

        if (config.ResourceVersion().Length == 0)
            merged.Metadata().Remove("resourceVersion");
        return ObjectDecoder.Decode(request, merged, [], Refusal.Internal);
    }

    /// <summary>Replaces the object by what <paramref name="change"/> makes of the current one.</summary>
    /// <param name="request">The request; its subresource decides which parts may change.</param>
    /// <param name="change">Gets a copy of the current object and returns the wanted one.</param>
    /// <param name="isApply">Whether the change is an apply, which records its owners itself.</param>
    /// <param name="requireVersion">Whether an object without a resourceVersion is refused (PUT of kinds that demand it).</param>
    public JsonObject Update(ResourceRequest request, Func<JsonObject, JsonObject> change, bool requireVersion, bool isApply = false)
    {
        var kind = request.Kind;
        for (var attempt = 1; attempt <= CommitAttempts; attempt++)
        {
            var current = store.Get(kind.StorageName, request.Key) ?? throw Refusal.NotFound(kind, request.Name!);
            var old = kind.FromStorage(current.Value);
            var candidate = change(old.Clone());
            CheckVersion(kind, candidate, old, requireVersion);
            PrepareChanged(request, candidate, old, isApply);
            if (candidate.DeepEqual(old))
                return old;

            var removed = old.IsTerminating() && kind.Strategy.MayBeRemoved(candidate) && !AwaitsGracePeriod(candidate);
            if (request.IsDryRun)
                return candidate;
            var committed = store.Commit(kind.StorageName, request.Key, current.Revision, removed ? null : kind.ToStorage(candidate));
            if (committed is null)
                continue;
            hooks.Raise(kind, committed.Value);
            return removed ? candidate : kind.FromStorage(committed.Value);
        }

        throw Refusal.Conflict(kind, request.Name!, "the object has been modified; please apply your changes to the latest version and try again");
    }

    private static bool AwaitsGracePeriod(JsonObject value) => value.LongAt("metadata", "deletionGracePeriodSeconds") is > 0;

    private void PrepareNew(ResourceRequest request, JsonObject value)
    {
        var strategy = request.Kind.Strategy;
        if (strategy.RefusesCreation is { } reason)
            throw Refusal.Forbidden(request.Kind, value.Name(), reason);
        strategy.Default(value);
        OwnerReferences.Deduplicate(request, value);
        var metadata = value.Metadata();
        foreach (var field in (string[])["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"])
            metadata.Remove(field);
        metadata["uid"] = around.Ids.NewUid();
        metadata["creationTimestamp"] = around.Now;
        if (strategy.HasGeneration)
            metadata["generation"] = 1;
        var isApplied = RequestBody.MediaType(request.Request) == "application/apply-patch+yaml";
        if (!isApplied)
            Record(request, null, value);
        strategy.PrepareForCreate(value, _context);
        admission.Policies.Complete(request, value);
        if (!request.Kind.IsCustom && request.Kind.Schema is { } schema)
            TypedDecoder.Complete(value, schema);
        ThrowIfAny(request.Kind, value.Name(), [.. MetadataRules.Validate(value, strategy.NameRule), .. strategy.Validate(value, _context), .. strategy.ValidateCreate(value, _context)]);
        admission.Policies.Check(request, value, null);
        request.Warnings.AddRange(strategy.Warnings(value));
    }

    private void PrepareChanged(ResourceRequest request, JsonObject value, JsonObject old, bool isApply)
    {
        var strategy = request.Kind.Strategy;
        strategy.Default(value);
        OwnerReferences.Deduplicate(request, value);
        KeepSystemMetadata(value, old);
        // Who leaves a field out gives it up, also where the server then keeps it.
        var isWhole = request.Subresource.Length == 0;
        if (!isApply && isWhole)
            Record(request, old, value);
        switch (request.Subresource)
        {
            case "status":
                strategy.PrepareForStatusUpdate(value, old, _context);
                break;
            case "finalize":
                value.SetOrRemove("status", old["status"]);
                break;
            case PodParts.Ephemeral or PodParts.Resize:
                strategy.PrepareForPartUpdate(request.Subresource, value, old);
                if (strategy.DesiredStateChanged(value, old))
                    value.Metadata()["generation"] = old.Generation() + 1;
                break;
            case "binding":
                // The scheduler's word about a pod: its node, and that it has one.
                break;
            default:
                strategy.PrepareForUpdate(value, old, _context);
                if (strategy.HasGeneration && old.Generation() is var generation && strategy.DesiredStateChanged(value, old))
                    value.Metadata()["generation"] = generation + 1;
                break;
        }

        if (!isApply && !isWhole)
            Record(request, old, value);

        // Metadata is checked once for every kind, and again by each kind's own rules: its causes are told twice.
        var ofMetadata = MetadataRules.ValidateShared(value, "metadata").Concat(MetadataRules.ValidateUpdate(value, old)).ToList();
        var errors = ofMetadata.Concat(ofMetadata);
        errors = request.Subresource == "status"
            ? errors.Concat(strategy.ValidateStatusUpdate(value, old, _context))
            : errors.Concat(strategy.Validate(value, _context)).Concat(request.Subresource switch
            {
                "binding" => [],
                PodParts.Ephemeral or PodParts.Resize => strategy.ValidatePartUpdate(request.Subresource, value, old),
                _ => strategy.ValidateUpdate(value, old, _context),
            });
        ThrowIfAny(request.Kind, value.Name(), [.. errors]);
        if (!value.DeepEqual(old))
            admission.Policies.Check(request, value, old);
        request.Warnings.AddRange(strategy.Warnings(value));
    }

    /// <summary>Records who owns what after this write.</summary>
    private void Record(ResourceRequest request, JsonObject? old, JsonObject value)
    {
        if (request.Kind.Schema is not { } schema)
            return;
        try
        {
            FieldOwnership.Update(old, value, schema, Manager(request, "Update"), NotWritten(request), around.Now);
        }
        catch (FormatException)
        {
            // A list without its keys has no owners; validation tells what is wrong with it.
            value.Metadata().Remove("managedFields");
        }
    }

    private static ManagerId Manager(ResourceRequest request, string operation) =>
        new(request.FieldManager, operation, request.Kind.ApiVersion, request.Subresource);

    /// <summary>The fields that an endpoint ignores (<c>GetResetFields</c>).</summary>
    private static FieldSet NotWritten(ResourceRequest request)
    {
        var strategy = request.Kind.Strategy;
        return request.Subresource switch
        {
            "status" => FieldSet.FromFieldsV1(new JsonObject((request.Kind.Schema?.Properties.Keys ?? Enumerable.Empty<string>())
                .Where(f => f is not ("status" or "apiVersion" or "kind" or "metadata"))
                .Select(f => KeyValuePair.Create(PathElement.Field(f), (JsonNode?)new JsonObject())))),
            "" when strategy.HasStatus => FieldSet.FromFieldsV1(new JsonObject { ["f:status"] = new JsonObject() }),
            _ => FieldSet.Empty,
        };
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
                throw Refusal.Invalid(kind.Group, kind.Plural, old.Name(), [FieldError.Invalid("metadata.resourceVersion", "0", "must be specified for an update")]);
        }
        else if (!sent.All(char.IsAsciiDigit))
        {
            throw Refusal.Internal($"strconv.ParseUint: parsing \"{sent}\": invalid syntax");
        }
        else if (sent != old.ResourceVersion())
        {
            throw Refusal.Conflict(kind, old.Name(), "the object has been modified; please apply your changes to the latest version and try again");
        }

        var uid = candidate.Uid();
        if (uid.Length > 0 && uid != old.Uid())
        {
            throw Refusal.Conflict(kind, old.Name(),
                $"StorageError: invalid object, Code: 4, Key: {StorageKeys.Of(kind, old.Namespace(), old.Name())}, ResourceVersion: 0, AdditionalErrorMsg: " +
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid()}");
        }
    }

    private static void CheckNamespace(ResourceRequest request, JsonObject metadata)
    {
        var sent = metadata.StringAt("namespace") ?? "";
        if (!request.Kind.Namespaced && request.Kind.IsCustom)
            metadata.Remove("namespace");
        else if (sent.Length == 0 && request.Kind.Namespaced)
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
