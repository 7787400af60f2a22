using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace October.LocalCluster.Apply;

/// <summary>
/// A set of field paths as a tree, in the shape of <c>FieldsV1</c>: keys are path elements (<c>f:name</c>, <c>k:{…}</c>, <c>v:…</c>),
/// a node is a member of the set or only on the way to members (structured-merge-diff's <c>fieldpath.Set</c>).
/// </summary>
internal sealed class FieldSet
{
    private static readonly ImmutableSortedDictionary<string, FieldSet> NoChildren = ImmutableSortedDictionary.Create<string, FieldSet>(StringComparer.Ordinal);

    public static FieldSet Empty { get; } = new(false, NoChildren);

    public static FieldSet Leaf { get; } = new(true, NoChildren);

    private FieldSet(bool isMember, ImmutableSortedDictionary<string, FieldSet> children) => (IsMember, Children) = (isMember, children);

    public bool IsMember { get; }

    public ImmutableSortedDictionary<string, FieldSet> Children { get; }

    public bool IsEmpty => !IsMember && Children.IsEmpty;

    /// <summary>A node with these children; empty ones are left out.</summary>
    public static FieldSet Create(bool isMember, IEnumerable<KeyValuePair<string, FieldSet>> children)
    {
        var kept = NoChildren.AddRange(children.Where(c => !c.Value.IsEmpty));
        return !isMember && kept.IsEmpty ? Empty : isMember && kept.IsEmpty ? Leaf : new FieldSet(isMember, kept);
    }

    public FieldSet Child(string element) => Children.GetValueOrDefault(element, Empty);

    public FieldSet Union(FieldSet other)
    {
        if (other.IsEmpty)
            return this;
        if (IsEmpty)
            return other;
        var children = Children;
        foreach (var (element, child) in other.Children)
            children = children.SetItem(element, Child(element).Union(child));
        return new FieldSet(IsMember || other.IsMember, children);
    }

    public FieldSet Difference(FieldSet other) => other.IsEmpty
        ? this
        : Create(IsMember && !other.IsMember, Children.Select(c => KeyValuePair.Create(c.Key, c.Value.Difference(other.Child(c.Key)))));

    public FieldSet Intersection(FieldSet other) => IsEmpty || other.IsEmpty
        ? Empty
        : Create(IsMember && other.IsMember, Children.Select(c => KeyValuePair.Create(c.Key, c.Value.Intersection(other.Child(c.Key)))));

    /// <summary>The members without those of the given paths and everything below them.</summary>
    public FieldSet Without(FieldSet roots) => roots.IsMember
        ? Empty
        : Create(IsMember, Children.Select(c => KeyValuePair.Create(c.Key, c.Value.Without(roots.Child(c.Key)))));

    public bool SetEquals(FieldSet other) => Difference(other).IsEmpty && other.Difference(this).IsEmpty;

    /// <summary>The members as paths for messages: <c>.spec.containers[name="web"].image</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember)
            yield return prefix;
        foreach (var (element, child) in Children)
        {
            foreach (var path in child.Paths(prefix + PathElement.Display(element)))
                yield return path;
        }
    }

    public JsonObject ToFieldsV1()
    {
        var result = new JsonObject();
        if (IsMember && !Children.IsEmpty)
            result["."] = new JsonObject();
        foreach (var (element, child) in Children)
            result[element] = child.ToFieldsV1();
        return result;
    }

    /// <exception cref="FormatException">A key is not a path element.</exception>
    public static FieldSet FromFieldsV1(JsonObject? fields)
    {
        var result = Parse(fields ?? [], isRoot: true);
        return result;
    }

    private static FieldSet Parse(JsonObject fields, bool isRoot)
    {
        var isMember = (fields.Count == 0 && !isRoot) || fields.ContainsKey(".");
        return Create(isMember, fields.Where(f => f.Key != ".").Select(f =>
        {
            PathElement.Check(f.Key);
            return KeyValuePair.Create(f.Key, Parse(f.Value as JsonObject ?? [], isRoot: false));
        }));
    }
}
