using CsCheck;
using k8s.Models;

namespace October.Runtime.Informers;

public sealed class StoreTests
{
    private readonly Store<V1ConfigMap> _store = new();

    [Fact]
    public void Our_own_write_is_seen_at_once_and_an_older_event_does_not_undo_it()
    {
        _store.Upsert(Map("a", 7), out _);
        Assert.False(_store.Upsert(Map("a", 5), out _));
        Assert.Equal("7", _store.Get(Key("a"))!.Metadata.ResourceVersion);
    }

    [Fact]
    public void Versions_compare_as_numbers_not_as_text()
    {
        _store.Upsert(Map("a", 9), out _);
        Assert.True(_store.Upsert(Map("a", 10), out _));
    }

    [Fact]
    public void A_deleted_object_does_not_come_back_with_a_late_event()
    {
        var map = Map("a", 7);
        _store.Upsert(map, out _);
        _store.Forget(map);
        Assert.False(_store.Upsert(Map("a", 8), out _));
        Assert.Null(_store.Get(Key("a")));
        Assert.True(_store.Upsert(Map("a", 9, uid: "another"), out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_watch_has_seen_to_be_gone_is_not_brought_back_by_an_answer_that_was_on_its_way(bool wasKnown)
    {
        if (wasKnown)
            _store.Upsert(Map("a", 7), out _);
        _store.Remove(Map("a", 9), out _);

        Assert.Empty(_store.Replace([Map("a", 8)], "8"));
        Assert.False(_store.Upsert(Map("a", 7), out _));
        Assert.True(_store.Upsert(Map("a", 10, uid: "another"), out _));
    }

    [Fact]
    public void The_delete_of_an_older_incarnation_leaves_the_new_one()
    {
        _store.Upsert(Map("a", 9, uid: "new"), out _);
        Assert.False(_store.Remove(Map("a", 8, uid: "old"), out _));
        Assert.NotNull(_store.Get(Key("a")));
    }

    [Fact]
    public void A_relist_reports_what_vanished_and_keeps_what_is_newer_than_the_list()
    {
        _store.Upsert(Map("gone", 3), out _);
        _store.Upsert(Map("stays", 4), out _);
        _store.Upsert(Map("written-since", 12), out _);
        var changes = _store.Replace([Map("stays", 4)], "10");
        Assert.Equal("gone", Assert.Single(changes).Old!.Metadata.Name);
        Assert.NotNull(_store.Get(Key("written-since")));
    }

    [Fact]
    public void A_relist_of_one_namespace_says_nothing_of_the_others()
    {
        _store.Upsert(Map("a", 3), out _);
        var deleted = Map("b", 4);
        _store.Upsert(deleted, out _);
        _store.Forget(deleted);
        Assert.Empty(_store.Replace([], "10", "elsewhere"));
        Assert.NotNull(_store.Get(Key("a")));
        // A late event still does not bring back what was deleted.
        Assert.False(_store.Upsert(Map("b", 5), out _));
    }

    [Fact]
    public void The_owner_index_follows_every_change()
    {
        _store.Upsert(Map("a", 1, owner: "x"), out _);
        _store.Upsert(Map("b", 2, owner: "x"), out _);
        _store.Upsert(Map("a", 3, owner: "y"), out _);
        Assert.Equal("b", Assert.Single(_store.InGroup("ns/x")).Metadata.Name);
        Assert.Equal("a", Assert.Single(_store.InGroup("ns/y")).Metadata.Name);
        _store.Remove(Map("a", 4), out _);
        Assert.Empty(_store.InGroup("ns/y"));
    }

    [Fact]
    public void What_another_namespace_has_is_no_matter_of_an_owners()
    {
        _store.Upsert(Map("a", 1, owner: "x"), out _);
        var other = Map("b", 2, owner: "x");
        other.Metadata.NamespaceProperty = "other";
        _store.Upsert(other, out _);
        Assert.Equal("a", Assert.Single(_store.InGroup("ns/x")).Metadata.Name);
    }

    [Fact]
    public void Events_in_any_order_and_number_end_in_the_newest_state() =>
        Gen.Int[1, 30].Array[1, 40].Sample(versions =>
        {
            var fresh = new Store<V1ConfigMap>();
            foreach (var version in versions)
                fresh.Upsert(Map("a", version), out _);
            Assert.Equal($"{versions.Max()}", fresh.Get(Key("a"))!.Metadata.ResourceVersion);
        });

    [Fact]
    public void What_is_not_kept_of_an_object_is_not_kept_of_the_answer_to_a_write_either()
    {
        var store = new Store<V1ConfigMap>(null, entity => ((V1ConfigMap)entity).Data = null);
        var written = Map("a", 1);
        written.Data = new Dictionary<string, string> { ["large"] = "x" };
        store.Upsert(written, out _);
        Assert.Null(store.Get(Key("a"))!.Data);
    }

    private static NamespacedName Key(string name) => new("ns", name);

    private static V1ConfigMap Map(string name, int version, string uid = "uid", string? owner = null) => new()
    {
        Metadata = new V1ObjectMeta
        {
            NamespaceProperty = "ns",
            Name = name,
            Uid = uid,
            ResourceVersion = $"{version}",
            OwnerReferences = owner is null ? null : [new V1OwnerReference { Uid = owner, Controller = true }],
        },
    };
}
