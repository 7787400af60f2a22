using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Operator.Desired;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;

namespace October.Operator.Reconcile.Plans;

/// <summary>The ControllerRevision that keeps a revision: the user's revisioned input, and the pod templates as they are rendered today.</summary>
internal static class RevisionObject
{
    /// <summary>Annotation: who asked for the revision first.</summary>
    public const string Author = "october.dev/changed-by";

    /// <summary>Of the revision that the spec asks for.</summary>
    public static V1ControllerRevision Of(AppObservation observation, string hash, string? author)
    {
        var (app, spec, secret) = (observation.Context.App, observation.Context.Entity.Spec, observation.Secret!);
        return new V1ControllerRevision
        {
            ApiVersion = "apps/v1",
            Kind = "ControllerRevision",
            Metadata = Metadata(app, hash, author),
            Revision = observation.Revisions.NextNumber,
            Data = new JsonObject
            {
                [StoredRevision.HashVersion] = RevisionHash.Version,
                [StoredRevision.Spec] = OctoberJson.Node(RevisionedSpec.Of(spec)),
                [StoredRevision.Templates] = Templates(app, new RenderedRevision(hash, SpecDefaults.Resolve(spec)), secret.NamedKeys is not null),
                [StoredRevision.SecretDigest] = secret.Digest,
                [StoredRevision.VolumeSize] = observation.Context.Current.Redis.Size,
            },
        };
    }

    private static V1ObjectMeta Metadata(AppIdentity app, string hash, string? author)
    {
        var metadata = Meta.Of(app, Names.Revision(app, hash));
        if (author is not null)
            metadata.Annotations = new Dictionary<string, string> { [Author] = author };
        return metadata;
    }

    /// <summary>None where the user's part of a template is wrong: rendering the children reports that.</summary>
    private static JsonObject? Templates(AppIdentity app, RenderedRevision revision, bool hasNamedKeys)
    {
        try
        {
            return RevisionTemplates.Render(app, revision, hasNamedKeys).ToJson();
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
