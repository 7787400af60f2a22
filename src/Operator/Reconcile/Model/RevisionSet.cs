using October.Crd;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Operator.Desired.Model;

namespace October.Operator.Reconcile.Model;

/// <summary>The revisions of an app: those that are stored, and the one that the spec asks for.</summary>
/// <param name="current">The spec, whose live fields complete every revision.</param>
/// <param name="target">Hash of the revision that the spec asks for; null while it is not known.</param>
/// <param name="stored">The ControllerRevisions.</param>
internal sealed class RevisionSet(V1OctoberAppSpec current, string? target, IEnumerable<StoredRevision> stored)
{
    /// <summary>Far more than a hundred usual ones have.</summary>
    private const long LargestSize = 4 << 20;

    private readonly Dictionary<string, StoredRevision> _stored = stored.ToDictionary(revision => revision.Hash, StringComparer.Ordinal);
    private readonly Dictionary<string, RenderedRevision?> _rendered = [];

    /// <summary>Hash of the revision that the spec asks for.</summary>
    public string? Target => target;

    /// <summary>The spec asks for a revision that has no ControllerRevision yet.</summary>
    public bool IsTargetNew => target is not null && !_stored.ContainsKey(target);

    /// <summary>The number that the next revision gets.</summary>
    public long NextNumber => _stored.Values.Select(revision => revision.Number).DefaultIfEmpty(0).Max() + 1;

    /// <summary>Hashes of the revisions that can be rolled back to.</summary>
    public IReadOnlySet<string> Hashes { get; } =
        stored.Select(revision => revision.Hash).Concat(target is null ? [] : [target]).ToHashSet(StringComparer.Ordinal);

    /// <summary>The ControllerRevision of a hash; null where there is none.</summary>
    public StoredRevision? Stored(string hash) => _stored.GetValueOrDefault(hash);

    /// <summary>
    /// The oldest stored revisions beyond a limit, or beyond what all together may take of the operator's memory. Many quick changes must not push out all
    /// that can be rolled back to: half of the limit is for revisions that succeeded.
    /// </summary>
    /// <param name="limit">How many to keep.</param>
    /// <param name="needed">Hashes that are kept whatever the limit.</param>
    /// <param name="succeeded">Hashes of revisions that passed their probes.</param>
    /// <returns>Each with the limit that it exceeds, in words.</returns>
    public IEnumerable<(StoredRevision Revision, string Limit)> Surplus(int limit, IReadOnlySet<string> needed, IReadOnlySet<string> succeeded)
    {
        var newest = _stored.Values.OrderByDescending(revision => revision.Number).ToList();
        var good = newest.Where(revision => succeeded.Contains(revision.Hash)).Take((limit + 1) / 2).ToHashSet();
        var (place, size) = (IsTargetNew ? 1 : 0, 0L);
        foreach (var revision in newest
            .OrderByDescending(revision => needed.Contains(revision.Hash) || good.Contains(revision))
            .ThenByDescending(revision => revision.Number))
        {
            size += revision.Size;
            if (++place > limit && !needed.Contains(revision.Hash))
                yield return (revision, $"spec.revisionHistoryLimit ({limit})");
            else if (size > LargestSize && !needed.Contains(revision.Hash))
                yield return (revision, $"the {LargestSize >> 20} MiB that all revisions of an app may have");
        }
    }

    /// <summary>The revision, completed with the live fields of the current spec; null when it is not known or cannot be read.</summary>
    public RenderedRevision? Render(string hash)
    {
        if (!_rendered.TryGetValue(hash, out var rendered))
            _rendered[hash] = rendered = IsTargetNew && hash == target ? new RenderedRevision(hash, SpecDefaults.Resolve(current)) : Read(hash);
        return rendered;
    }

    private RenderedRevision? Read(string hash)
    {
        if (Stored(hash)?.Data?[StoredRevision.Spec] is not { } spec)
            return null;
        var completed = RevisionedSpec.Complete(OctoberJson.Read<V1OctoberAppSpec>(spec), current);
        try
        {
            return new RenderedRevision(hash, SpecDefaults.Resolve(completed)) { Kept = PodTemplates.Read(Stored(hash)!.Data![StoredRevision.Templates]) };
        }
        catch (FormatException)
        {
            // An older operator took what this one does not. The current spec has been judged before.
            return null;
        }
    }
}
