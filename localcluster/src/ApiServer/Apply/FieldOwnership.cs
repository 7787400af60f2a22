using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Apply;

/// <summary>
/// Server-side apply and the record of who owns which field (KEP-555; <c>fieldmanager</c> and <c>merge.Updater</c> of structured-merge-diff).
/// Pure: objects in, objects out.
/// </summary>
internal static class FieldOwnership
{
    private const string BeforeFirstApply = "before-first-apply";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Fields that nobody owns: the server's own and the object's identity.</summary>
    private static readonly FieldSet Unowned = FieldSet.FromFieldsV1(new JsonObject
    {
        ["f:apiVersion"] = new JsonObject(),
        ["f:kind"] = new JsonObject(),
        ["f:metadata"] = new JsonObject(new[]
        {
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion",
            "deletionTimestamp", "deletionGracePeriodSeconds",
        }.Select(f => KeyValuePair.Create(PathElement.Field(f), (JsonNode?)new JsonObject()))),
    });

    /// <summary>Records an ordinary write (create, replace, patch) in the new object.</summary>
    /// <param name="live">The object before; null when it is created.</param>
    /// <param name="value">The object to be stored; its managedFields are set.</param>
    /// <param name="schema">Its shape.</param>
    /// <param name="self">Who writes.</param>
    /// <param name="ignored">Fields that this endpoint does not write.</param>
    /// <param name="now">Time of the write.</param>
    public static void Update(JsonObject? live, JsonObject value, Schema schema, ManagerId self, FieldSet ignored, string now)
    {
        var managed = Effective(live, value, self.Subresource.Length > 0);
        Strip(value);
        if (managed is null || (managed.IsEmpty && live is not null))
            return;
        Write(value, Record(managed, live ?? EmptyObject(value, schema), value, schema, self, ignored, now));
    }

    /// <summary>Merges an applied configuration into the live object.</summary>
    /// <param name="live">The current object; null when the apply creates it.</param>
    /// <param name="config">The configuration as sent.</param>
    /// <param name="schema">Its shape.</param>
    /// <param name="self">Who applies.</param>
    /// <param name="ignored">Fields that this endpoint does not write.</param>
    /// <param name="force">Takes over fields of others instead of reporting a conflict.</param>
    /// <param name="now">Time of the write.</param>
    /// <exception cref="ApiStatusException">409: others own fields that the configuration changes.</exception>
    public static JsonObject Apply(JsonObject? live, JsonObject config, Schema schema, ManagerId self, FieldSet ignored, bool force, string now)
    {
        var current = live ?? EmptyObject(config, schema);
        var managed = ManagedFields.Read(live.ArrayAt("metadata", "managedFields")) ?? ManagedFields.None;
        if (managed.IsEmpty && live is not null)
        {
            var first = new ManagerId(BeforeFirstApply, "Update", self.ApiVersion, "");
            managed = Record(managed, EmptyObject(config, schema), current, schema, first, FieldSet.Empty, now);
        }

        var last = managed.FieldsOf(self);
        var claimed = TypedValue.ToFieldSet(config, schema).Without(ignored);
        var applied = (JsonObject)TypedValue.RemoveItems(config, ignored, schema)!;
        var merged = (JsonObject)TypedValue.Merge(current, applied, schema)!;
        // While pruning, the object's identity counts as claimed: the configuration names it.
        merged = Prune(merged, managed.Set(self, claimed, now), last, schema);
        var owned = managed.Set(self, claimed.Without(Unowned), now);

        var change = TypedValue.Compare(current, merged, schema);
        var touched = change.Modified.Union(change.Added);
        var conflicts = owned
            .Entries.Where(e => !e.Id.IsSame(self))
            .Select(e => (e.Id, Fields: e.Fields.Intersection(touched)))
            .Where(c => !c.Fields.IsEmpty)
            .ToList();
        if (conflicts.Count > 0 && !force && !IsMigration(self, live, conflicts.Select(c => c.Fields), schema))
            throw Conflict(conflicts);
        owned = owned.Others(self, fields => fields.Difference(touched).Difference(change.Removed));
        KeepLastApplied(self, merged, config);
        Write(merged, owned);
        return merged;
    }

    private static ManagedFields Record(
        ManagedFields managed, JsonObject before, JsonObject after, Schema schema, ManagerId self, FieldSet ignored, string now)
    {
        var change = TypedValue.Compare(before, after, schema);
        var touched = change.Modified.Union(change.Added).Without(ignored);
        var removed = change.Removed.Without(ignored);
        var others = managed.Others(self, fields => fields.Difference(touched).Difference(removed));
        var mine = others.FieldsOf(self).Difference(removed).Union(touched).Without(Unowned);
        return others.Set(self, WithoutMetadata(mine), now).Capped();
    }

    /// <summary>Removes what this manager applied before and does not any more, unless somebody else owns it.</summary>
    private static JsonObject Prune(JsonObject merged, ManagedFields managed, FieldSet last, Schema schema)
    {
        if (last.IsEmpty)
            return merged;
        var pruned = TypedValue.RemoveItems(merged, TypedValue.EnsureNamedFieldsAreMembers(last, schema), schema) ?? new JsonObject();
        var mergedSet = TypedValue.EnsureNamedFieldsAreMembers(TypedValue.ToFieldSet(merged, schema), schema);
        var prunedSet = TypedValue.EnsureNamedFieldsAreMembers(TypedValue.ToFieldSet(pruned, schema), schema);
        var managedSet = TypedValue.EnsureNamedFieldsAreMembers(managed.Entries.Aggregate(FieldSet.Empty, (set, e) => set.Union(e.Fields)), schema);
        var kept = TypedValue.RemoveItems(merged, mergedSet.Difference(prunedSet.Union(managedSet)), schema) ?? new JsonObject();

        // What nobody owned and only its parent's removal took along comes back.
        var keptSet = TypedValue.EnsureNamedFieldsAreMembers(TypedValue.ToFieldSet(kept, schema), schema);
        var lastSet = TypedValue.EnsureNamedFieldsAreMembers(last, schema);
        return (JsonObject)(TypedValue.RemoveItems(merged, mergedSet.Difference(keptSet).Intersection(lastSet), schema) ?? new JsonObject());
    }

    /// <summary>kubectl's first server-side apply takes over, without force, what its client-side apply recorded.</summary>
    private static bool IsMigration(ManagerId self, JsonObject? live, IEnumerable<FieldSet> conflicts, Schema schema)
    {
        if (self.Name != "kubectl" || live.StringAt("metadata", "annotations", LastApplied) is not { } text)
            return false;
        try
        {
            var recorded = TypedValue.ToFieldSet(JsonReading.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Root, schema);
            return conflicts.All(c => c.Difference(recorded).IsEmpty);
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    /// <summary>Where kubectl's client-side apply left its record, its server-side apply keeps it current, so that both can be mixed.</summary>
    private static void KeepLastApplied(ManagerId self, JsonObject merged, JsonObject config)
    {
        if (self.Name != "kubectl" || merged.ObjectAt("metadata", "annotations") is not { } annotations || !annotations.ContainsKey(LastApplied))
            return;
        var recorded = config.Clone();
        if (recorded.ObjectAt("metadata", "annotations") is { } sent)
            sent.Remove(LastApplied);
        annotations[LastApplied] = SchemaValidator.GoJson(Sorted(recorded)) + "\n";
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    /// <summary>The owners before the write: the request's when it carries valid ones, else the live object's; null after an explicit reset.</summary>
    private static ManagedFields? Effective(JsonObject? live, JsonObject value, bool isSubresource)
    {
        var current = ManagedFields.Read(live.ArrayAt("metadata", "managedFields")) ?? ManagedFields.None;
        if (isSubresource)
            return current;
        var sent = value.ArrayAt("metadata", "managedFields");
        if (sent is [JsonObject { Count: 0 }])
            return null;
        return ManagedFields.Read(sent) is { IsEmpty: false } valid ? valid : current;
    }

    private static ApiStatusException Conflict(List<(ManagerId Id, FieldSet Fields)> conflicts)
    {
        var causes = conflicts.SelectMany(c => c.Fields.Paths().Select(p => (Manager: c.Id.Display(), Path: p))).ToList();
        var noun = causes.Count == 1 ? "conflict" : "conflicts";
        var message =
            causes.Count == 1
                ? $"conflict with {causes[0].Manager}: {causes[0].Path}"
                : string.Join(
                    "\n",
                    causes
                        .GroupBy(c => c.Manager)
                        .OrderBy(g => g.Key, StringComparer.Ordinal)
                        .Select(g => $"conflicts with {g.Key}:\n{string.Join("\n", g.Select(c => $"- {c.Path}"))}"));
        var details = new JsonObject
        {
            ["causes"] = new JsonArray([.. causes.Select(c => (JsonNode)new JsonObject
            {
                ["reason"] = "FieldManagerConflict",
                ["message"] = $"conflict with {c.Manager}",
                ["field"] = c.Path,
            })]),
        };
        return StatusError.Make(409, "Conflict", $"Apply failed with {causes.Count} {noun}: {message}", details);
    }

    private static void Write(JsonObject value, ManagedFields managed)
    {
        if (managed.ToJson() is { } json)
            value.Metadata()["managedFields"] = json;
        else
            value.Metadata().Remove("managedFields");
    }

    private static void Strip(JsonObject value) => value.ObjectAt("metadata")?.Remove("managedFields");

    private static FieldSet WithoutMetadata(FieldSet set) =>
        FieldSet.Create(false, set.Children.Select(c => c.Key == "f:metadata" ? KeyValuePair.Create(c.Key, FieldSet.Create(false, c.Value.Children)) : c));

    /// <summary>What an object is before anything is set: the zero value of a built-in type, a bare head of a custom one.</summary>
    private static JsonObject EmptyObject(JsonObject like, Schema schema)
    {
        var empty = schema.TypeName is null ? new JsonObject() : (JsonObject)TypedDecoder.Empty(schema)!;
        empty.SetOrRemove("apiVersion", like["apiVersion"]);
        empty.SetOrRemove("kind", like["kind"]);
        empty.Ensure("metadata");
        return empty;
    }
}
