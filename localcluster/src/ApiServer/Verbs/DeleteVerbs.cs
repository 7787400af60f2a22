using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Admission;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Options;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>
/// DELETE: an object without finalizers goes at once; otherwise it is marked, and goes when the last finalizer is removed.
/// The propagation policy becomes a finalizer that the garbage collector works off.
/// </summary>
internal sealed class DeleteVerbs(IObjectStore store, ServerContext serverContext, ReadVerbs reads, CommitHooks hooks)
{
    private const int CommitAttempts = 100;
    private readonly StrategyContext _context = new(serverContext, store);

    public ApiResponse Delete(ResourceRequest request)
    {
        NamespaceLifecycle.CheckDelete(request);
        var options = DeleteOptions.Read(request);
        var (value, gone) = Delete(request, options);
        return ApiResponse.Ok(gone && !request.Kind.ReturnsDeletedObject ? Success(request.Kind, value) : value);
    }

    /// <summary>Deletes every object of the selection and answers the list of them.</summary>
    public JsonObject DeleteCollection(ResourceRequest request)
    {
        var options = DeleteOptions.Read(request);
        var list = reads.List(request);
        foreach (var item in list.ArrayAt("items").Objects())
        {
            try
            {
                Delete(request with { Name = item.Name() }, options);
            }
            catch (Model.ApiStatusException exception) when (exception.Code == 404)
            {
                // Somebody else deleted it in the meantime, which is what was wanted.
            }
        }

        return list;
    }

    private (JsonObject Value, bool Gone) Delete(ResourceRequest request, DeleteOptions options)
    {
        var kind = request.Kind;
        for (var attempt = 1; attempt <= CommitAttempts; attempt++)
        {
            var current = store.Get(kind.StorageName, request.Key) ?? throw StatusError.NotFound(kind, request.Name!);
            CheckPreconditions(kind, current.Value, options);
            if (options.Propagation is null && kind.Strategy.DeletionWarning(current.Value) is { } warning)
                request.Warnings.Add(warning);
            var candidate = current.Value.Clone();
            SetPropagation(kind, candidate, options.Propagation);
            var stays = kind.Strategy.BeginDeletion(candidate, options.GracePeriodSeconds, _context);
            if (!stays && candidate.Finalizers().Length > 0)
            {
                stays = true;
                Mark(kind, candidate);
            }

            if (stays && candidate.DeepEqual(current.Value))
                return (current.Value, false);
            if (options.DryRun)
                return (candidate, !stays);
            var revision = current.Revision;
            // What is removed at once gets its deletionTimestamp first: watchers see MODIFIED, then DELETED.
            if (!stays && candidate.IsTerminating() && !candidate.DeepEqual(current.Value))
            {
                if (store.Commit(kind.StorageName, request.Key, revision, candidate.Clone()) is not { } marked)
                    continue;
                revision = marked.Revision;
            }

            if (store.Commit(kind.StorageName, request.Key, revision, stays ? candidate : null) is not { } committed)
                continue;
            hooks.Raise(kind, committed.Value);
            return (kind.FromStorage(Answer(kind, stays, committed.Value, candidate, current.Value)), !stays);
        }

        throw StatusError.Conflict(kind, request.Name!, "the object has been modified; please apply your changes to the latest version and try again");
    }

    /// <summary>What stays is answered as it is stored; what is removed, in its last state.</summary>
    private static JsonObject Answer(ResourceKind kind, bool stays, JsonObject committed, JsonObject candidate, JsonObject before)
    {
        if (stays)
            return committed;
        if (!kind.ReturnsDeletedObject)
            return before;
        candidate.Metadata()["resourceVersion"] = committed.Metadata().StringAt("resourceVersion");
        return candidate;
    }

    private void Mark(ResourceKind kind, JsonObject value)
    {
        var metadata = value.Metadata();
        if (!value.IsTerminating())
        {
            metadata["deletionTimestamp"] = serverContext.Now;
            if (kind.Strategy.HasGeneration && value.Generation() is var generation and > 0)
                metadata["generation"] = generation + 1;
        }

        metadata["deletionGracePeriodSeconds"] = 0;
    }

    private static void SetPropagation(ResourceKind kind, JsonObject value, string? policy)
    {
        var finalizers = value.Finalizers().ToList();
        policy ??= finalizers.Contains("orphan") ? "Orphan"
            : finalizers.Contains("foregroundDeletion") ? "Foreground"
            : kind.Strategy.OrphansByDefault ? "Orphan" : "Background";
        finalizers.RemoveAll(f => (f == "orphan" && policy != "Orphan") || (f == "foregroundDeletion" && policy != "Foreground"));
        if (policy == "Orphan" && !finalizers.Contains("orphan"))
            finalizers.Add("orphan");
        if (policy == "Foreground" && !finalizers.Contains("foregroundDeletion"))
            finalizers.Add("foregroundDeletion");
        if (finalizers.SequenceEqual(value.Finalizers()))
            return;
        if (finalizers.Count == 0)
            value.Metadata().Remove("finalizers");
        else
            value.Metadata()["finalizers"] = finalizers.ToJsonArray();
    }

    private static void CheckPreconditions(ResourceKind kind, JsonObject value, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != value.Uid())
        {
            throw StatusError.PreconditionFailed(kind, value.Name(),
                $"the UID in the precondition ({uid}) does not match the UID in record ({value.Uid()}). The object might have been deleted and then recreated");
        }

        if (options.ResourceVersion is { } version && version != value.ResourceVersion())
        {
            throw StatusError.PreconditionFailed(kind, value.Name(),
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({value.ResourceVersion()}). " +
                "The object might have been modified");
        }
    }

    private static JsonObject Success(ResourceKind kind, JsonObject value)
    {
        var details = StatusError.Details(value.Name(), kind.Group, kind.Plural);
        details["uid"] = value.Uid();
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}
