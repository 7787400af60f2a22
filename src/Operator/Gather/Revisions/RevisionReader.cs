using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Plans;
using October.Runtime.Api;

namespace October.Operator.Gather.Revisions;

/// <summary>Reads the ControllerRevisions of an app.</summary>
internal sealed class RevisionReader(Stores stores)
{
    /// <summary>The stored revisions and the one that the spec asks for.</summary>
    public RevisionSet Read(ReconcileContext context, string? target) =>
        new(context.Entity.Spec, target, [.. stores.Revisions.InGroup(context.App.OwnerGroup).Where(revision => IsNamed(context.App, revision))
            .Select(revision => Stored(context.App, revision))]);

    /// <summary>By its name it is found: one that somebody else has given the app, and that has another, is none.</summary>
    private static bool IsNamed(AppIdentity app, V1ControllerRevision revision) =>
        revision.Metadata.Name.StartsWith(Names.Revision(app, ""), StringComparison.Ordinal);

    private static StoredRevision Stored(AppIdentity app, V1ControllerRevision revision) => new(
        revision.Metadata.Name[Names.Revision(app, "").Length..], revision.Revision ?? 0,
        revision.Metadata.Annotations?.TryGetValue(RevisionObject.Author, out var author) == true ? author : null,
        revision.Data is JsonElement data ? JsonMarshal.GetRawUtf8Value(data).Length : 0,
        new Lazy<JsonObject?>(() => revision.Data is null ? null : KubeJson.Node(revision.Data) as JsonObject));
}
