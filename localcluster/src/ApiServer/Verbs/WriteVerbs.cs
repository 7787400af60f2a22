using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Admission;
using October.LocalCluster.ApiServer.Apply;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Bodies;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>
/// Creates and replaces objects: the order of steps is that of <c>registry/generic</c> in the real server. Each attempt computes a
/// new object from the current one without side effects; the commit succeeds only if nobody else was faster, else it is tried again.
/// </summary>
internal sealed class WriteVerbs(IObjectStore store, ServerContext serverContext, NamespaceLifecycle admission, CommitHooks hooks)
{
    private const int NameAttempts = 8;
    private const int CommitAttempts = 100;
    private readonly WritePreparation _preparation = new(serverContext, admission, store);

    public JsonObject Create(ResourceRequest request, JsonObject body)
    {
        var kind = request.Kind;
        var metadata = body.Metadata();
        WritePreconditions.CheckNamespace(request, metadata);
        if (request.Name is { } pathName)
            metadata.SetDefault("name", pathName);
        if (!string.IsNullOrEmpty(metadata.StringAt("resourceVersion")))
            throw StatusError.Internal("resourceVersion should not be set on objects to be created");
        admission.CheckNamespace(request, body);

        var generate = body.Name().Length == 0 && metadata.StringAt("generateName") is { Length: > 0 };
        for (var attempt = 1; ; attempt++)
        {
            // Only another name needs another try, and so what was sent.
            var candidate = generate ? body.Clone() : body;
            if (generate)
                candidate.Metadata()["name"] = GenerateName(metadata.StringAt("generateName")!);
            _preparation.PrepareNew(request, candidate);
            var key = new ObjectKey(request.Namespace ?? "", candidate.Name());
            if (store.Get(kind.StorageName, key) is { } existing)
            {
                if (generate && attempt < NameAttempts)
                    continue;
                throw StatusError.AlreadyExists(kind, candidate.Name(), existing.Value.IsTerminating());
            }

            if (request.IsDryRun)
                return candidate;
            if (store.Commit(kind.StorageName, key, 0, kind.ToStorage(candidate)) is not { } committed)
            {
                if (generate)
                    continue;
                throw StatusError.AlreadyExists(kind, candidate.Name(), store.Get(kind.StorageName, key)?.Value.IsTerminating() ?? false);
            }

            hooks.Raise(kind, committed.Value);
            return kind.FromStorage(committed.Value);
        }
    }

    /// <summary>Server-side apply: creates the object or merges the configuration into it.</summary>
    public (JsonObject Value, bool Created) Apply(ResourceRequest request, JsonObject config, bool force)
    {
        var kind = request.Kind;
        var schema = kind.Schema ?? throw StatusError.Internal($"no schema is known for {kind.QualifiedKind}");
        ApplySchemaCheck.Check(request, config, schema);
        var self = WriteOwnership.Manager(request, "Apply");
        if (store.Get(kind.StorageName, request.Key) is null)
        {
            if (request.Subresource.Length > 0)
                throw StatusError.NotFound(kind, request.Name!);
            if (config.Uid().Length > 0)
                throw StatusError.Conflict(
                    kind, request.Name!, $"uid mismatch: the provided object specified uid {config.Uid()}, and no existing object was found");
            var merged = Merge(request, null, config, self, force);
            return (Create(request, merged), true);
        }

        return (Replace(request, current => Merge(request, current, config, self, force), requireVersion: false, isApply: true), false);
    }

    /// <summary>Records the owner of an object that is answered and not stored.</summary>
    public JsonObject Record(ResourceRequest request, JsonObject value)
    {
        if (request.Kind.Namespaced)
            value.Metadata().SetDefault("namespace", request.Namespace);
        WriteOwnership.Record(request, null, value, serverContext.Now);
        return value;
    }

    private JsonObject Merge(ResourceRequest request, JsonObject? current, JsonObject config, ManagerId self, bool force)
    {
        JsonObject merged;
        try
        {
            merged = FieldOwnership.Apply(current, config, request.Kind.Schema!, self, WriteOwnership.NotWritten(request), force, serverContext.Now);
        }
        catch (FormatException exception)
        {
            throw StatusError.Internal(exception.Message);
        }

        if (config.ResourceVersion().Length == 0)
            merged.Metadata().Remove("resourceVersion");
        return ObjectDecoder.Decode(request, merged, [], StatusError.Internal);
    }

    /// <summary>Changes a copy of the current object, and puts it in its place.</summary>
    /// <param name="request">The request; its subresource decides which parts may change.</param>
    /// <param name="change">Gets a copy of the current object and returns the wanted one.</param>
    /// <param name="requireVersion">Whether an object without a resourceVersion is refused (PUT of kinds that demand it).</param>
    public JsonObject Update(ResourceRequest request, Func<JsonObject, JsonObject> change, bool requireVersion) =>
        Replace(request, current => change(current.Clone()), requireVersion);

    /// <summary>Replaces the object by what <paramref name="wanted"/> makes of the current one, which it must not change.</summary>
    /// <param name="request">The request; its subresource decides which parts may change.</param>
    /// <param name="wanted">Gets the current object and returns the wanted one.</param>
    /// <param name="requireVersion">Whether an object without a resourceVersion is refused (PUT of kinds that demand it).</param>
    /// <param name="isApply">Whether the change is an apply, which records its owners itself.</param>
    public JsonObject Replace(ResourceRequest request, Func<JsonObject, JsonObject> wanted, bool requireVersion, bool isApply = false)
    {
        var kind = request.Kind;
        for (var attempt = 1; attempt <= CommitAttempts; attempt++)
        {
            var current = store.Get(kind.StorageName, request.Key) ?? throw StatusError.NotFound(kind, request.Name!);
            var old = kind.FromStorage(current.Value);
            var candidate = wanted(old);
            WritePreconditions.CheckVersion(kind, candidate, old, requireVersion);
            _preparation.PrepareChanged(request, candidate, old, isApply);
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

        throw StatusError.Conflict(kind, request.Name!, "the object has been modified; please apply your changes to the latest version and try again");
    }

    private static bool AwaitsGracePeriod(JsonObject value) => value.LongAt("metadata", "deletionGracePeriodSeconds") is > 0;

    /// <summary>The base, cut so that the whole fits 63 characters, and five random characters.</summary>
    private string GenerateName(string prefix) => (prefix.Length > 58 ? prefix[..58] : prefix) + serverContext.Ids.NewSuffix();
}
