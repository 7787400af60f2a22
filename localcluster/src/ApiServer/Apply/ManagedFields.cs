using System.Collections.Immutable;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Apply;

/// <summary>The owners of an object's fields.</summary>
internal sealed record ManagedFields(ImmutableList<ManagedFieldsEntry> Entries)
{
    private const int MaxUpdateManagers = 10;
    private const string AncientChanges = "ancient-changes";

    public static ManagedFields None { get; } = new(ImmutableList<ManagedFieldsEntry>.Empty);

    public bool IsEmpty => Entries.IsEmpty;

    /// <summary>The entries of an object; null when one is malformed.</summary>
    public static ManagedFields? Read(JsonArray? list)
    {
        var entries = list.Objects().Select(ManagedFieldsEntry.Read).ToList();
        return entries.Contains(null) ? null : new ManagedFields([.. entries.OfType<ManagedFieldsEntry>()]);
    }

    public FieldSet FieldsOf(ManagerId id) => Find(id)?.Fields ?? FieldSet.Empty;

    public ManagedFieldsEntry? Find(ManagerId id) => Entries.Find(e => e.Id.IsSame(id));

    /// <summary>The manager's entry replaced; its time moves only when its fields do.</summary>
    public ManagedFields Set(ManagerId id, FieldSet fields, string now)
    {
        var old = Find(id);
        var rest = old is null ? Entries : Entries.Remove(old);
        if (fields.IsEmpty)
            return this with { Entries = rest };
        var time = old is not null && old.Fields.SetEquals(fields) && old.Id == id ? old.Time : now;
        return this with { Entries = rest.Add(new ManagedFieldsEntry(id, time, fields)) };
    }

    /// <summary>Every entry but one, changed; entries that own nothing any more vanish.</summary>
    public ManagedFields Others(ManagerId self, Func<FieldSet, FieldSet> change) => this with
    {
        Entries = [.. Entries.Select(e => e.Id.IsSame(self) ? e : e with { Fields = change(e.Fields) }).Where(e => e.Id.IsSame(self) || !e.Fields.IsEmpty)],
    };

    /// <summary>At most ten updaters are remembered; the oldest are merged into one (KEP-555).</summary>
    public ManagedFields Capped()
    {
        var updaters = Entries.Where(e => !e.Id.IsApply).OrderBy(e => e.Time, StringComparer.Ordinal).ToList();
        if (updaters.Count <= MaxUpdateManagers)
            return this;
        var oldest = updaters.Take(updaters.Count - MaxUpdateManagers + 1).ToList();
        var buckets = oldest.GroupBy(e => e.Id.ApiVersion).Select(g => new ManagedFieldsEntry(
            new ManagerId(AncientChanges, "Update", g.Key, ""), g.Last().Time, g.Aggregate(FieldSet.Empty, (set, e) => set.Union(e.Fields))));
        return this with { Entries = Entries.RemoveRange(oldest).AddRange(buckets) };
    }

    public JsonArray? ToJson() => IsEmpty ? null : new JsonArray([.. Entries
        .OrderBy(e => e.Id.Operation, StringComparer.Ordinal)
        .ThenBy(e => e.Time, StringComparer.Ordinal)
        .ThenBy(e => e.Id.Name, StringComparer.Ordinal)
        .ThenBy(e => e.Id.ApiVersion, StringComparer.Ordinal)
        .ThenBy(e => e.Id.Subresource, StringComparer.Ordinal)
        .Select(e => (JsonNode)e.ToJson())]);
}
