using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Operator.Desired;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Events;
using October.Runtime.Informers;

namespace October.Operator.Controllers;

/// <summary>Keeps each attempted revision as an owned ControllerRevision, whose data is the user's revisioned input.</summary>
internal sealed class RevisionKeeper(IKubeApi api, Stores stores, Presence presence, EventPublisher events)
{
    private const string AuthorAnnotation = "october.dev/changed-by";

    /// <summary>Hashes of the revisions that can be put back.</summary>
    public IReadOnlySet<string> Known(AppIdentity app) =>
        stores.Revisions.InGroup(app.Uid).Select(revision => Hash(app, revision)).ToHashSet();

    /// <summary>Writes the revision down, with the pod templates that it has today, unless it is already.</summary>
    /// <exception cref="AppGoneException">It is not there because the app is being deleted.</exception>
    public async Task EnsureAsync(AppIdentity app, string hash, V1OctoberApp entity, AppSecret secret, CancellationToken token)
    {
        var key = new NamespacedName(app.Namespace, Names.Revision(app, hash));
        if (stores.Revisions.Get(key) is not null)
            return;
        await presence.EnsureAsync(entity, token);
        var number = stores.Revisions.InGroup(app.Uid).Select(revision => revision.Revision).DefaultIfEmpty(0).Max() + 1;
        var (spec, author) = (entity.Spec, SpecAuthors.Latest(entity.Metadata.ManagedFields));
        var revision = new V1ControllerRevision
        {
            ApiVersion = "apps/v1",
            Kind = "ControllerRevision",
            Metadata = Meta.Of(app, key.Name),
            Revision = number,
            Data = new JsonObject
            {
                ["hashVersion"] = RevisionHash.Version,
                ["spec"] = KubeJson.Node(RevisionedSpec.Of(spec)),
                ["templates"] = Templates(app, new RenderedRevision(hash, SpecDefaults.Resolve(spec)), secret.ApiKey is not null),
                [NotPutBack.DigestField] = secret.Digest,
                [NotPutBack.SizeField] = SpecDefaults.Resolve(spec).Redis.Size,
            },
        };
        if (author is not null)
            revision.Metadata.Annotations = new Dictionary<string, string> { [AuthorAnnotation] = author };
        // The first one is told of by its rollout, which starts at once.
        if (number > 1)
            await events.PublishAsync(entity, Note("RevisionCreated", $"Revision {hash}, number {number}, is what the spec asks for", hash, $"{hash}/{number}", entity), token);
        try
        {
            stores.Revisions.Upsert(await api.CreateAsync(revision, token), out _);
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            // Written before a restart; the watch will show it.
            if (await api.GetAsync<V1ControllerRevision>(app.Namespace, key.Name, token) is { } existing)
                stores.Revisions.Upsert(existing, out _);
        }
    }

    /// <summary>Who asked for the revision first; null when that is not known.</summary>
    public string? Author(AppIdentity app, string hash) =>
        stores.Revisions.Get(new NamespacedName(app.Namespace, Names.Revision(app, hash)))?.Metadata.Annotations?.TryGetValue(AuthorAnnotation, out var author) == true ? author : null;

    /// <summary>What the revision cannot put back, were it put back now; null for nothing.</summary>
    /// <param name="app">The app.</param>
    /// <param name="hash">The revision.</param>
    /// <param name="current">What the spec asks for.</param>
    /// <param name="secret">What the Secret has now.</param>
    public string? Incomplete(AppIdentity app, string hash, ResolvedApp current, AppSecret? secret) =>
        Data(app, hash) is { } data
            ? NotPutBack.Of(data, current, secret?.Digest, stores.Claims.Get(new NamespacedName(app.Namespace, Names.RedisData(app))))
            : null;

    /// <summary>The revision, completed with the live fields of the current spec; null when it is not known or cannot be read.</summary>
    public RenderedRevision? Render(AppIdentity app, string hash, V1OctoberAppSpec current)
    {
        var data = Data(app, hash);
        return data?["spec"] is not { } spec
            ? null
            : new RenderedRevision(hash, SpecDefaults.Resolve(RevisionedSpec.Complete(KubeJson.Read<V1OctoberAppSpec>(spec), current)))
            {
                Kept = PodTemplates.Read(data["templates"]),
            };
    }

    private JsonObject? Data(AppIdentity app, string hash) =>
        stores.Revisions.Get(new NamespacedName(app.Namespace, Names.Revision(app, hash)))?.Data is { } data ? KubeJson.Node(data) as JsonObject : null;

    /// <summary>None where the user's part of a template is wrong: that is told when the children are rendered.</summary>
    private static JsonObject? Templates(AppIdentity app, RenderedRevision revision, bool hasApiKey)
    {
        try
        {
            return PodTemplates.Render(app, revision, hasApiKey).ToJson();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Deletes the oldest revisions beyond the limit, never one of <paramref name="keep"/>.</summary>
    public async Task PruneAsync(V1OctoberApp entity, AppIdentity app, int limit, IReadOnlySet<string> keep, CancellationToken token)
    {
        var surplus = stores.Revisions.InGroup(app.Uid)
            .OrderByDescending(revision => revision.Revision)
            .Skip(limit)
            .Where(revision => !keep.Contains(Hash(app, revision)));
        foreach (var revision in surplus.ToList())
        {
            var hash = Hash(app, revision);
            await events.PublishAsync(
                entity, Note("RevisionPruned", $"Revision {hash}, number {revision.Revision}, goes: spec.revisionHistoryLimit keeps {limit}", hash, revision.Metadata.Uid, entity), token);
            await api.DeleteAsync(revision, token);
            stores.Revisions.Forget(revision);
        }
    }

    private static string Hash(AppIdentity app, V1ControllerRevision revision) => revision.Metadata.Name[(app.Name.Length + 1)..];

    private static EventNote Note(string reason, string message, string hash, string key, V1OctoberApp entity) =>
        new(Warning: false, reason, "Rollout", message, key) { Annotations = EventAnnotations.Of(entity, hash) };
}
